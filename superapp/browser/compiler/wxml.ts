// A light reading of WXML beside the real compiler: which tags a template uses and how deep it nests. Only warnings
// and one limit depend on it, so it may be wrong about broken templates; glass-easel's compiler decides what they mean.

export interface TagUse {
  name: string;
  line: number;
  column: number;
}

export interface WxmlFacts {
  tags: TagUse[];
  /** Deepest nesting of tags, and of brackets within one `{{ }}`, with the line where it is reached. */
  depth: { tags: number; tagsLine: number; brackets: number; bracketsLine: number };
}

const NAME = /[a-zA-Z_][\w.:-]*/y;

export function readWxml(text: string): WxmlFacts {
  const facts: WxmlFacts = { tags: [], depth: { tags: 0, tagsLine: 0, brackets: 0, bracketsLine: 0 } };
  const open: string[] = [];
  let line = 1;
  let lineStart = 0;
  let at = 0;
  const moveTo = (end: number) => {
    for (let i = text.indexOf('\n', at); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) {
      line += 1;
      lineStart = i + 1;
    }
    at = end;
  };
  const past = (mark: string, from: number) => {
    const found = text.indexOf(mark, from);
    return found < 0 ? text.length : found + mark.length;
  };
  const brackets = (end: number) => {
    const deepest = bracketDepth(text, at, end);
    if (deepest > facts.depth.brackets) Object.assign(facts.depth, { brackets: deepest, bracketsLine: line });
  };
  while (at < text.length) {
    if (text.startsWith('{{', at)) {
      const end = past('}}', at);
      brackets(end);
      moveTo(end);
    } else if (text.startsWith('<!--', at)) moveTo(past('-->', at));
    else if (text.startsWith('</', at)) {
      NAME.lastIndex = at + 2;
      const index = open.lastIndexOf(NAME.exec(text)?.[0] ?? '');
      if (index >= 0) open.length = index;
      moveTo(past('>', at));
    } else if (text[at] === '<') {
      NAME.lastIndex = at + 1;
      const name = NAME.exec(text)?.[0];
      if (name === undefined) {
        moveTo(at + 1);
        continue;
      }
      facts.tags.push({ name, line, column: at - lineStart + 1 });
      const end = tagEnd(text, at + 1 + name.length);
      brackets(end);
      const closed = text[end - 2] === '/';
      if (!closed) open.push(name);
      if (open.length > facts.depth.tags) Object.assign(facts.depth, { tags: open.length, tagsLine: line });
      moveTo(end);
      if (name === 'wxs' && !closed) {
        const close = text.indexOf('</wxs', at);
        moveTo(close < 0 ? text.length : close);
      }
    } else {
      const angle = text.indexOf('<', at + 1);
      const brace = text.indexOf('{{', at + 1);
      moveTo(Math.min(angle < 0 ? text.length : angle, brace < 0 ? text.length : brace));
    }
  }
  return facts;
}

/** Position after the `>` that ends a start tag; quotes and `{{ }}` may contain one. */
function tagEnd(text: string, from: number): number {
  let quote = '';
  for (let i = from; i < text.length; i++) {
    const char = text[i] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return i + 1;
  }
  return text.length;
}

/** Signs before a value (`!!!x`) nest like brackets in the compiler's tree. */
function bracketDepth(text: string, from: number, to: number): number {
  let depth = 0;
  let signs = 0;
  let deepest = 0;
  for (let i = from; i < to; i++) {
    const char = text[i] ?? '';
    signs = '!-+~'.includes(char) ? signs + 1 : 0;
    if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth = Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth + signs);
  }
  return deepest;
}
