// The syntax tree of a script: parsing, a walk that knows which names are shadowed, and edits by position. Used for
// the developer's scripts (scripts.ts) and for WXS (wxs.ts).
import { type Node, type Options, Parser } from 'acorn';

/** A node with whatever fields its type has. The walk below is generic, so it looks at fields by name. */
export type Any = Node & { [field: string]: unknown };

const OPTIONS: Options = {
  ecmaVersion: 'latest',
  sourceType: 'script',
  allowReturnOutsideFunction: true,
  allowHashBang: false,
  // Without it `(1).constructor` would be cut in the wrong place.
  preserveParens: true,
};

/** Leaves regular expressions to the engine that will run them: see `deferBadPatterns`. */
const Reader = Parser.extend(
  (Base) =>
    class extends (Base as unknown as new (...given: never[]) => Parser) {
      validateRegExpPattern(): void {}
      validateRegExpFlags(): void {}
    } as unknown as typeof Parser,
);

export class BadSyntax extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** The tree of a classic script that stands in a function body; raises BadSyntax. */
export function parseScript(code: string): Any {
  try {
    return Reader.parse(code, OPTIONS) as unknown as Any;
  } catch (error) {
    throw asBadSyntax(error);
  }
}

function asBadSyntax(error: unknown): BadSyntax {
  if (error instanceof RangeError) return new BadSyntax('nested too deeply', 0, 0);
  if (!(error instanceof SyntaxError)) throw error;
  const at = (error as { loc?: { line: number; column: number } }).loc;
  return new BadSyntax(error.message.replace(/ \(\d+:\d+\)$/, ''), at?.line ?? 0, (at?.column ?? -1) + 1);
}

export function isNode(value: unknown): value is Any {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** Text of a string literal or of a template without holes. */
export function literal(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === 'ParenthesizedExpression') return literal(value.expression);
  if (value.type === 'Literal' && typeof value.value === 'string') return value.value;
  if (value.type !== 'TemplateLiteral') return undefined;
  const quasis = value.quasis as Any[];
  const [only] = quasis;
  return quasis.length === 1 && only ? ((only.value as { cooked?: string }).cooked ?? undefined) : undefined;
}

export function identifier(value: unknown): string | undefined {
  return isNode(value) && value.type === 'Identifier' ? (value.name as string) : undefined;
}

/** Name of a property: `a.b`, `a['b']`, `{b: 1}`, `{'b': 1}`. */
export function keyOf(node: Any): string | undefined {
  const key = node.property ?? node.key;
  return node.computed === true ? literal(key) : (identifier(key) ?? literal(key));
}

export type Visit = (node: Any, shadowed: (name: string) => boolean) => void;

/** Visit every node from the outside in. `shadowed` tells whether a parameter hides a name from outside. */
export function walk(root: Any, visit: Visit): void {
  const hidden: Set<string>[] = [];
  const shadowed = (name: string) => hidden.some((names) => names.has(name));
  const step = (node: Any): void => {
    visit(node, shadowed);
    const parameters = node.params;
    if (Array.isArray(parameters)) hidden.push(new Set(parameters.flatMap((one) => identifier(one) ?? [])));
    for (const field in node) {
      const value = node[field];
      if (Array.isArray(value)) for (const one of value) isNode(one) && step(one);
      else if (isNode(value)) step(value);
    }
    if (Array.isArray(parameters)) hidden.pop();
  };
  try {
    step(root);
  } catch (error) {
    throw error instanceof RangeError ? new BadSyntax('nested too deeply', 0, 0) : error;
  }
}

/** Replace `drop` characters at a position by a text; edits at one position keep their `order`. */
export interface Edit {
  at: number;
  drop: number;
  text: string;
  order: number;
}

export function applyEdits(code: string, edits: Edit[]): string {
  edits.sort((a, b) => a.at - b.at || a.order - b.order);
  let out = '';
  let last = 0;
  for (const edit of edits) {
    out += code.slice(last, edit.at) + edit.text;
    last = edit.at + edit.drop;
  }
  return out + code.slice(last);
}
