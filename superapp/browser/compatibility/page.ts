// Writes docs/developers/compatibility.md: what works here of the platform.
//   node compatibility/page.ts [another file]

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Line } from './apis.ts';
import { table } from './table.ts';

const PAGE = path.join(import.meta.dirname, '../../../docs/developers/compatibility.md');
const WORDS = { works: 'works', part: 'works in part', fails: 'fails as documented' };

writeFileSync(process.argv[2] ?? PAGE, page());

function page(): string {
  return `# What works of the platform

Every function and component exists. What fails does so as on a device without the feature, with
\`errMsg: "<name>:fail …"\`, and \`wx.canIUse\` says no. A test calls each one and keeps this page true; it is written by
\`node superapp/browser/compatibility/page.ts\`.

## Functions of \`wx\`

${counted(table.apis)}

${rows(table.apis)}

## Components

${counted(table.components)}

${rows(table.components)}
`;
}

function counted(lines: Line[]): string {
  const many = (state: Line['state']) => lines.filter((line) => line.state === state).length;
  return `${many('works')} work, ${many('part')} work in part, ${many('fails')} fail.`;
}

function rows(lines: Line[]): string {
  const all = lines.map(({ name, state, note }) => `| \`${name}\` | ${WORDS[state]} | ${note} |`);
  return ['| name | here | |', '|---|---|---|', ...all].join('\n');
}
