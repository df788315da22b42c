// Loads a compiled bundle as the Worker would, in an empty realm of its own, and prints what is in it as JSON:
//   node harness.mjs <bundle> '{"run": [module ids], "render": [[component, data], ...]}'
// Start it with --disallow-code-generation-from-strings: the browser's content security policy forbids eval too.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';

const browser = path.resolve(import.meta.dirname, '../../../superapp/browser');
const { sourceLine, moduleCandidates } = await import(path.join(browser, 'runtime/protocol/bundle.ts'));
const { MiniProgramEnv, glassEasel } = createRequire(path.join(browser, 'x.js'))('glass-easel-miniprogram-adapter');

const [folder, wanted] = process.argv.slice(2);
const { run = [], render = [] } = JSON.parse(wanted ?? '{}');
const definitions = new Map();
let meta;
let file = '';
let templates;
const __mp = {
  meta: (value) => { meta = value; },
  templates: (value) => { templates = value; },
  d: (id, requests, body, line, lines) => definitions.set(id, { requests, body, line, lines, file }),
};
const realm = vm.createContext({ __mp, console }, { codeGeneration: { strings: false, wasm: false } });
const packages = readdirSync(folder, { recursive: true }).filter((name) => /^logic\/.*\.js$/.test(name)).sort();
for (const name of ['meta.js', 'view.js', 'logic.js', ...packages]) {
  file = name;
  vm.runInContext(readFileSync(path.join(folder, name), 'utf8'), realm, { filename: name });
}

const loaded = new Map();
function load(id) {
  const known = loaded.get(id);
  if (known) return known.exports;
  const { requests, body } = definitions.get(id);
  const module = { exports: {} };
  loaded.set(id, module);
  const require = (request) => {
    const target = Object.hasOwn(requests, request)
      ? requests[request]
      : moduleCandidates(id, request, meta.aliases).find((one) => definitions.has(one));
    if (target === undefined) throw new Error(`no module ${request}`);
    return load(target);
  };
  const nothing = () => undefined;
  body.call(undefined, require, module, module.exports, {}, nothing, nothing, nothing, nothing, () => ({}), () => [], {});
  return module.exports;
}

function attempt(id) {
  try {
    return { exports: load(id) };
  } catch (error) {
    const at = /(logic(?:\/[^():]+)?\.js):(\d+)/.exec(error.stack);
    const line = at ? Number(at[2]) : 0;
    const before = [...definitions].filter(([, one]) => one.file === at?.[1] && one.line <= line).sort((a, b) => b[1].line - a[1].line);
    const [found, one] = before[0] ?? ['', { line: 0 }];
    return { error: error.message, file: found, line: sourceLine(one.line, one.lines, line) };
  }
}

function draw(component, data) {
  const faults = [];
  const collect = (error) => { faults.push(String(error?.message ?? error)); return false; };
  glassEasel.addGlobalErrorListener(collect);
  realm.__wxsFault = collect;
  const env = new MiniProgramEnv();
  const space = env.createCodeSpace('', true);
  const backend = env.associateBackend(new glassEasel.EmptyBackendContext());
  for (const [name, { config, scope }] of Object.entries(meta.components)) {
    space.addComponentStaticConfig(name, config);
    space.addStyleSheet(name, name, scope ?? undefined);
    space.addCompiledTemplate(name, { groupList: templates, content: templates[name] });
  }
  for (const name of Object.keys(meta.components).reverse()) {
    space.componentEnv(name, ({ Component }) => Component(name === component ? { data } : {}));
  }
  try {
    const root = backend.createRoot('page', space, component);
    return { text: textOf(root.getComponent()._$ ?? root.getComponent()), faults };
  } catch (error) {
    return { text: '', faults: [...faults, String(error.message)] };
  } finally {
    glassEasel.removeGlobalErrorListener(collect);
  }
}

/** `tag(child child)`, texts as they are. */
function textOf(node) {
  const inner = node.shadowRoot ?? node.getShadowRoot?.() ?? node;
  const parts = (inner.childNodes ?? []).map((child) =>
    typeof child.textContent === 'string' && child.childNodes === undefined
      ? child.textContent
      : child.is === undefined && child.childNodes === undefined ? '' : `${child.is ?? ''}(${textOf(child)})`);
  return parts.join('');
}

const lists = { modules: Object.fromEntries([...definitions].map(([id, one]) => [id, one.requests])) };
const exports = Object.fromEntries(run.map((id) => [id, attempt(id)]));
const drawn = render.map(([component, data]) => draw(component, data));
process.stdout.write(JSON.stringify({ meta, ...lists, templates: Object.keys(templates), run: exports, drawn }));
