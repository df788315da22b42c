// Plugins are other people's code that an upload only names. None is installed here: what a program asks of one does
// nothing, and the first time says so. Its pages go on without it.

const said = new Set<string>();

const nothing: unknown = new Proxy(() => undefined, {
  // Neither a promise that never settles nor a text that cannot be made.
  get: (_target, key) => (key === 'then' ? undefined : key === Symbol.toPrimitive ? () => '' : nothing),
  apply: () => nothing,
  construct: () => nothing as object,
  set: () => true,
});

export function requirePlugin(name: unknown, _loaded?: unknown, failed?: (error: object) => void): unknown {
  const plugin = String(name);
  if (!said.has(plugin)) console.warn(`plugin ${plugin} is not installed here: its functions do nothing`);
  said.add(plugin);
  failed?.(missing(plugin));
  return nothing;
}
requirePlugin.async = (name: unknown) => Promise.reject(missing(String(name)));

const missing = (mod: string) => ({ mod, errMsg: `requirePlugin:fail plugin ${mod} is not installed` });
