// The worker's first script. What follows it in the same blob are the program's meta, templates and modules, which call
// `__mp`; the boot message then starts the program. The realm is the program's too: everything here that matters is held
// by closures and by functions taken before the program ran.

import type { BundleGlobal, Meta } from '../protocol/bundle.ts';
import type { ViewToWorker } from '../protocol/messages.ts';
import { connect } from './bridge.ts';
import { installConsole, report, traceConsole } from './console.ts';
import type { MakeMore } from './kit.ts';
import { define } from './modules.ts';
import { listen } from './natives.ts';
import { start } from './start.ts';
import { useLinesBefore } from './traces.ts';
import { installWxsHooks } from './wxs.ts';

let meta: Meta | null = null;
let templates: { [path: string]: unknown } = {};
let more: MakeMore | null = null;
let receive: ((message: ViewToWorker) => void) | null = null;

installConsole();
installWxsHooks();
const bundle: BundleGlobal & { more(make: MakeMore): void } = {
  meta: (given) => {
    meta = given;
  },
  templates: (given) => {
    templates = given;
  },
  d: define,
  more: (make) => {
    more ??= make;
  },
};
Object.assign(globalThis, { __mp: bundle, global: globalThis });

listen('message', (event) => {
  const { data, ports } = event as MessageEvent<ViewToWorker>;
  if (data.kind !== 'boot') return receive?.(data);
  if (receive || !ports[0]) return;
  connect(ports[0]);
  useLinesBefore(data.linesBefore);
  traceConsole(data.launch.traced);
  if (!meta) return report('start', new Error('the program has no description'));
  receive = start(meta, templates, data.launch, more);
});
