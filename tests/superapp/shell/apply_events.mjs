// Reads {page, frames} as JSON from standard input, applies the frames to the page's state with the shell's own code,
// and prints the state. Run by test_state.py with Node, which strips the types.
import { readFileSync } from 'node:fs';
import { applyEvent, startState } from '../../../superapp/browser/shell/state.ts';
import { readFrame, readPageState } from '../../../superapp/browser/shell/validate.ts';

const { page, frames } = JSON.parse(readFileSync(0, 'utf8'));
const state = startState(readPageState(page));
for (const frame of frames.map(readFrame)) if (frame.t === 'event') applyEvent(state, frame);
console.log(JSON.stringify({ ...state, conversations: [...state.conversations].sort(), messages: [...state.messages].sort() }));
