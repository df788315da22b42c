// Reads texts as JSON from standard input and prints them cut at their links. Run by test_links.py with Node.
import { readFileSync } from 'node:fs';
import { piecesOf } from '../../../superapp/browser/shell/links.ts';

console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(piecesOf)));
