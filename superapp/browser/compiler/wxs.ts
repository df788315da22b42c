// WXS is not JavaScript, though it looks like it: `x.constructor` is the name of a type ('Array'), there is `getRegExp`
// and `getDate` instead of literals and `new`, and words that JavaScript reserves for classes and modules are ordinary
// names. This file turns one WXS module into JavaScript on its syntax tree; templates.ts calls it for files and for
// inline modules alike.
import { tokenizer } from 'acorn';
import { type Any, applyEdits, BadSyntax, type Edit, identifier, keyOf, literal, parseScript, walk } from './tree.ts';

/**
 * Stands once at the head of view.js, inside the function that holds every template and WXS module. `Q.A` and `Q.C` are
 * where glass-easel's compiled code looks for its wrappers of change:prop listeners and of event handlers, `P` makes
 * what an expression calls: one that throws gives undefined, and the rest of the page is drawn.
 */
export const WXS_PRELUDE = [
  'P=function(f){return typeof f!=="function"?()=>{}:function(){try{return f.apply(undefined,arguments)}',
  'catch(e){globalThis.__wxsFault&&globalThis.__wxsFault(e)}}};',
  'Q.A=globalThis.__wxsProp||Q.A;Q.C=globalThis.__wxsEvent||Q.C;',
  'var __wxsType=function(x){return Object.prototype.toString.call(x).slice(8,-1)};',
  'var getRegExp=function(text,flags){return new RegExp(text,flags||"")};',
  'var getDate=function(){return arguments.length?new Date(...arguments):new Date()};',
].join('');

/** Reserved by JavaScript, free in WXS, whose grammar is a subset of ECMAScript 5 without classes and modules. */
const FREE_WORDS = new Set([
  'class',
  'enum',
  'export',
  'extends',
  'import',
  'super',
  'const',
  'let',
  'static',
  'yield',
]);
/** Names of the generated code around a module; a WXS module that forgets `var` must not overwrite them. */
const OUTER_NAMES = /^[A-Z]$/;

/** JavaScript for one WXS module. `resolve` gives the absolute module name for a `require`. Raises BadSyntax. */
export function wxsToJs(source: string, resolve: (request: string) => string): string {
  const { code, tree } = read(source);
  const edits: Edit[] = [];
  const written = new Set<unknown>();
  const leaked = new Set<string>();
  walk(tree, (node) => {
    if (node.type === 'AssignmentExpression') written.add(node.left);
    if (node.type === 'UpdateExpression' || node.operator === 'delete') written.add(node.argument);
    const name = identifier(node.type === 'AssignmentExpression' ? node.left : node.argument);
    if (name !== undefined && OUTER_NAMES.test(name)) leaked.add(name);
    if (node.type === 'MemberExpression') typeName(node, written, edits);
    else if (node.type === 'CallExpression') {
      requireTarget(node, resolve, edits);
      pattern(node, edits);
    }
  });
  const own = declaredAtTop(tree);
  const missing = [...leaked].filter((name) => !own.has(name)).sort();
  return (missing.length > 0 ? `var ${missing.join(',')};` : '') + applyEdits(code, edits);
}

function read(source: string): { code: string; tree: Any } {
  try {
    return { code: source, tree: parseScript(source) };
  } catch (error) {
    const renamed = renameFreeWords(source);
    if (renamed === source || !(error instanceof BadSyntax)) throw error;
    try {
      return { code: renamed, tree: parseScript(renamed) };
    } catch {
      throw error;
    }
  }
}

/** `class` as a name becomes `class$`; as a property name it may stay. */
function renameFreeWords(source: string): string {
  const edits: Edit[] = [];
  try {
    let before = '';
    const tokens = [...tokenizer(source, { ecmaVersion: 5 })];
    tokens.forEach((token, index) => {
      const word = source.slice(token.start, token.end);
      const next = tokens[index + 1];
      const isKey = (before === '{' || before === ',') && next !== undefined && source[next.start] === ':';
      if (FREE_WORDS.has(word) && before !== '.' && !isKey) edits.push({ at: token.end, drop: 0, text: '$', order: 0 });
      before = word;
    });
  } catch {
    return source;
  }
  return applyEdits(source, edits);
}

/** A read of `<expression>.constructor` becomes `__wxsType(<expression>)`. */
function typeName(node: Any, written: Set<unknown>, edits: Edit[]): void {
  if (keyOf(node) !== 'constructor' || written.has(node)) return;
  const object = node.object as Any;
  // The outermost of several calls that open at one place must open first.
  edits.push({ at: node.start, drop: 0, text: '__wxsType(', order: -node.end });
  edits.push({ at: object.end, drop: node.end - object.end, text: ')', order: 0 });
}

function requireTarget(node: Any, resolve: (request: string) => string, edits: Edit[]): void {
  const [first] = node.arguments as Any[];
  const request = literal(first);
  if (identifier(node.callee) !== 'require' || first === undefined || request === undefined) return;
  edits.push({
    at: first.start,
    drop: first.end - first.start,
    text: JSON.stringify(`/${resolve(request)}`),
    order: 0,
  });
}

/** In the text of a pattern a backslash stays: `getRegExp('^\d+$')` finds digits, though JavaScript would drop it. */
function pattern(node: Any, edits: Edit[]): void {
  const [first] = node.arguments as Any[];
  if (identifier(node.callee) !== 'getRegExp' || first?.type !== 'Literal' || typeof first.raw !== 'string') return;
  const text = first.raw.replace(/\\([\s\S])/g, (whole, next: string) =>
    /[\\'"\n\r]/.test(next) ? whole : `\\${whole}`,
  );
  if (text !== first.raw) edits.push({ at: first.start, drop: first.end - first.start, text, order: 0 });
}

function declaredAtTop(tree: Any): Set<string> {
  const names = new Set<string>();
  walk(tree, (node) => {
    const name =
      node.type === 'VariableDeclarator' || node.type === 'FunctionDeclaration' ? identifier(node.id) : undefined;
    if (name !== undefined) names.add(name);
  });
  return names;
}
