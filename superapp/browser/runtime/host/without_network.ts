// A program without a network (docs/decisions/0041-programs-without-a-network.md). Its frame has an opaque origin, which no
// service worker answers for, so the document is written here: the same view, in the same sandbox, under a policy as
// strict as the one of web/frame.py, with the pictures of the package handed in.

import type { OpenedProgram } from '../protocol/server.ts';

/** What stands in for the frame's own address. pictures: by their path in the package. */
export type KeptFrame = { document: string; pictures: { [path: string]: Blob } };
/** As the server told it, or as this device keeps it. */
export type Opened = OpenedProgram & { kept?: KeptFrame };

/** view: the text of view.js. base: where the package's files are, with a closing slash. */
export async function frameDocument(view: string, base: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(view)));
  const hash = btoa(String.fromCharCode(...digest));
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    'worker-src blob:',
    `img-src ${base} data: blob:`,
    `font-src ${base} data:`,
    `media-src ${base} blob:`,
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"></head><body><script>${view}</script></body></html>`;
}
