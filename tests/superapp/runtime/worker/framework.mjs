// The component framework by itself, without our runtime: it makes one page of the program from the same files, lets it
// take its steps, and prints the same lines. `node framework.mjs PACKAGES PROGRAM PAGE`
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [packages, program, page] = process.argv.slice(2);
const installed = createRequire(join(packages, 'any.js'));
const { EmptyBackendContext } = installed('glass-easel');
const { MiniProgramEnv } = installed('glass-easel-miniprogram-adapter');
const { TmplGroup } = installed('glass-easel-template-compiler');
const own = createRequire(join(program, 'app.js'));

const env = new MiniProgramEnv();
const space = env.createCodeSpace('', true);
const templates = new Map();
const read = (name) => readFileSync(join(program, name), 'utf8');

function compiled(path) {
  const group = new TmplGroup();
  group.addTmpl(path, read(`${path}.wxml`));
  const groupList = new Function(`return ${group.getTmplGenObjectGroups()}`)();
  group.free();
  return { groupList, content: groupList[path] };
}

function load(path) {
  if (templates.has(path)) return;
  const config = JSON.parse(read(`${path}.json`));
  templates.set(path, compiled(path));
  const defaults = Object.values(config.componentGenerics ?? {}).flatMap((one) => one.default ?? []);
  for (const used of [...Object.values(config.usingComponents ?? {}), ...defaults]) {
    load(join('/', used.startsWith('/') ? '' : join(path, '..'), used).slice(1));
  }
  space.addComponentStaticConfig(path, config);
  space.addCompiledTemplate(path, templates.get(path));
  space.globalComponentEnv(globalThis, path, () => own(`./${path}.js`));
}

load(page);
const context = new EmptyBackendContext();
const root = env.associateBackend(context).createRoot('page', space, page);
const place = context.getRootNode().createElement('place', 'place');
root.attach(context.getRootNode(), place);
root.getComponent().triggerPageLifetime('show', []);
root.get().onReady();
