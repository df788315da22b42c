// What a script's syntax tree tells without running it: the modules it requires, the style options of its component
// (glass-easel's adapter reads them from JSON only), the members of `wx` it names. Called by scripts.ts.
import { isAddress } from './addresses.ts';
import { placesIn } from './diagnostics.ts';
import { type Any, identifier, isNode, keyOf, literal, walk } from './tree.ts';

export interface ScriptFacts {
  requires: { request: string; line: number; column: number }[];
  /** A `require` whose target is known only while running. */
  computedRequire: boolean;
  /** `import()`, which a Worker without network cannot do and esbuild turns into `require`. */
  dynamicImport: boolean;
  plugins: string[];
  apis: string[];
  /** Texts that are an address of another server. */
  addresses: string[];
  /** `wx` is used otherwise than by a member that can be read here: passed on, indexed, copied. */
  wholeWx: boolean;
  /** `Component(...)` is called here, perhaps for other files. */
  definesComponent: boolean;
  styleIsolation: string | null;
  addGlobalClass: boolean;
}

export function inspect(tree: Any, code: string): ScriptFacts {
  const facts: ScriptFacts = {
    requires: [],
    computedRequire: false,
    dynamicImport: false,
    plugins: [],
    apis: [],
    addresses: [],
    wholeWx: false,
    definesComponent: false,
    styleIsolation: null,
    addGlobalClass: false,
  };
  const apis = new Set<string>();
  const addresses = new Set<string>();
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
        break;
      case 'ImportExpression':
        facts.dynamicImport = true;
        break;
      case 'MemberExpression': {
        // `a.wx` and `{ wx: 1 }` only spell the name.
        if (node.computed !== true) named.add(node.property);
        const name = identifier(node.object) === 'wx' && !shadowed('wx') ? keyOf(node) : undefined;
        if (name === undefined) break;
        apis.add(name);
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
  facts.apis = [...apis].sort();
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
