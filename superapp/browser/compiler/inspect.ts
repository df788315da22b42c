// What a script's syntax tree tells without running it: the modules it requires, the style options of its component
// (glass-easel's adapter reads them from JSON only), the members of `wx` it names. Called by scripts.ts.
import { isAddress, originOf } from './addresses.ts';
import { placesIn } from './diagnostics.ts';
import { type Any, identifier, isNode, keyOf, literal, walk } from './tree.ts';

/** A name or text in a script; line and column from 1. */
export interface Named {
  name: string;
  line: number;
  column: number;
}

export interface ScriptFacts {
  requires: { request: string; line: number; column: number }[];
  /** A `require` whose target is known only while running. */
  computedRequire: boolean;
  /** `import()`, which a Worker without network cannot do and esbuild turns into `require`. */
  dynamicImport: boolean;
  plugins: string[];
  /** Each `wx.name`. */
  apis: Named[];
  /** Each text like `scope.record`. */
  scopes: Named[];
  /** Each text that begins with an address: its origin, and the function of `wx` whose `url` it is, if it is one. */
  origins: (Named & { api: string })[];
  /** Texts that are an address of another server. */
  addresses: string[];
  /** `wx` is used otherwise than by a member that can be read here: passed on, indexed, copied. */
  wholeWx: boolean;
  /** `Component(...)` is called here, perhaps for other files. */
  definesComponent: boolean;
  styleIsolation: string | null;
  addGlobalClass: boolean;
}

/** Of one script. */
const NAMED_MAX = 5_000;
const WITH_URL = new Set(['request', 'uploadFile', 'downloadFile', 'connectSocket']);

export function inspect(tree: Any, code: string): ScriptFacts {
  const facts: ScriptFacts = {
    requires: [],
    computedRequire: false,
    dynamicImport: false,
    plugins: [],
    apis: [],
    scopes: [],
    origins: [],
    addresses: [],
    wholeWx: false,
    definesComponent: false,
    styleIsolation: null,
    addGlobalClass: false,
  };
  const addresses = new Set<string>();
  const asked = new Map<unknown, string>(); // texts within the `url` of a call -> its function
  const named = new Set<unknown>(); // each `wx` that stands before a known member
  let places: ((position: number) => { line: number; column: number }) | undefined;
  const place = (position: number) => {
    places ??= placesIn(code);
    return places(position);
  };
  walk(tree, (node, shadowed) => {
    switch (node.type) {
      case 'CallExpression':
        if (!shadowed('require')) requireCall(node, place, facts);
        if (identifier(node.callee) === 'Component') facts.definesComponent = true;
        if (!shadowed('wx')) markUrl(node, asked);
        break;
      case 'ImportExpression':
        facts.dynamicImport = true;
        break;
      case 'MemberExpression': {
        // `a.wx` and `{ wx: 1 }` only spell the name.
        if (node.computed !== true) named.add(node.property);
        const name = identifier(node.object) === 'wx' && !shadowed('wx') ? keyOf(node) : undefined;
        if (name === undefined) break;
        if (facts.apis.length < NAMED_MAX) facts.apis.push({ name, ...place(node.start) });
        named.add(node.object);
        break;
      }
      case 'Identifier':
        if (node.name === 'wx' && !named.has(node) && !shadowed('wx')) facts.wholeWx = true;
        break;
      case 'Literal':
      case 'TemplateLiteral': {
        const text = literal(node);
        if (text !== undefined && isAddress(text)) addresses.add(text);
        const start = text ?? headOf(node);
        if (facts.scopes.length < NAMED_MAX && /^scope\.[a-zA-Z]{1,40}$/.test(start)) {
          facts.scopes.push({ name: start, ...place(node.start) });
        }
        const origin = originOf(start);
        if (origin !== '' && facts.origins.length < NAMED_MAX) {
          facts.origins.push({ name: origin, api: asked.get(node) ?? '', ...place(node.start) });
        }
        break;
      }
      case 'UnaryExpression':
        if (node.operator === 'typeof') named.add(node.argument);
        break;
      case 'Property':
        if (node.computed !== true && node.shorthand !== true) named.add(node.key);
        styleOption(keyOf(node), node.value, facts);
        break;
      case 'AssignmentExpression':
        if (isNode(node.left) && node.left.type === 'MemberExpression')
          styleOption(keyOf(node.left), node.right, facts);
        break;
    }
  });
  facts.addresses = [...addresses];
  return facts;
}

function requireCall(
  node: Any,
  place: (position: number) => { line: number; column: number },
  facts: ScriptFacts,
): void {
  const callee = node.callee as Any;
  const [first] = node.arguments as Any[];
  const isAsync =
    callee.type === 'MemberExpression' && identifier(callee.object) === 'require' && keyOf(callee) === 'async';
  const name = isAsync ? 'require' : identifier(callee);
  if (name === 'requirePlugin') facts.plugins.push(literal(first) ?? '?');
  if (name !== 'require' || first === undefined) return;
  const request = literal(first);
  if (request === undefined) facts.computedRequire = true;
  else facts.requires.push({ request, ...place(node.start) });
}

/** Remembers the texts in the `url` of wx.request({url: …}) and its like. */
function markUrl(node: Any, asked: Map<unknown, string>): void {
  const { callee, arguments: given } = node as unknown as { callee: Any; arguments: Any[] };
  const name = callee.type === 'MemberExpression' && identifier(callee.object) === 'wx' ? keyOf(callee) : undefined;
  const [first] = given;
  if (name === undefined || !WITH_URL.has(name) || first?.type !== 'ObjectExpression') return;
  const url = (first.properties as Any[]).find((one) => one.type === 'Property' && keyOf(one) === 'url');
  if (!isNode(url?.value)) return;
  walk(url.value, (part) => {
    if (part.type === 'Literal' || part.type === 'TemplateLiteral') asked.set(part, name);
  });
}

/** The text before the first hole of a template literal. */
function headOf(node: Any): string {
  const [first] = (node.quasis ?? []) as Any[];
  return (first?.value as { cooked?: string } | undefined)?.cooked ?? '';
}

function styleOption(key: string | undefined, value: unknown, facts: ScriptFacts): void {
  if (key === 'styleIsolation') facts.styleIsolation ??= literal(value) ?? null;
  if (key === 'addGlobalClass' && isTrue(value)) facts.addGlobalClass = true;
}

/** `true`, or `!0` as minifiers write it. */
function isTrue(value: unknown): boolean {
  if (!isNode(value)) return false;
  if (value.type === 'Literal') return value.value === true;
  return (
    value.type === 'UnaryExpression' && value.operator === '!' && (value.argument as { value?: unknown }).value === 0
  );
}
