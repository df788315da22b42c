// Registers components with glass-easel, dependencies first, each when it is first needed. Component() and Page() may
// be called from a shared module that ran long before, so they register under the path whose script is running now.

import { globalOptions } from 'glass-easel';
import { type CodeSpace, MiniProgramEnv, type types } from 'glass-easel-miniprogram-adapter';
import type { Meta } from '../protocol/bundle.ts';
import { type Builtin, builtinBehaviors } from './behaviors.ts';
import { report } from './console.ts';
import { tolerant } from './definitions.ts';
import { requireModule } from './modules.ts';

type StaticConfig = types.ComponentStaticConfig;

export class Components {
  readonly env: MiniProgramEnv;
  readonly space: CodeSpace;
  readonly meta: Meta;
  readonly builtin: Builtin;
  private readonly templates: { [path: string]: unknown };
  private readonly loaded = new Set<string>();
  private readonly registered = new Set<string>();
  private current: string | null = null;

  constructor(meta: Meta, templates: { [path: string]: unknown }) {
    this.meta = meta;
    this.templates = templates;
    // Ids reach the DOM so that `#id {}` in WXSS matches. Fields stay off the node: a component property named like an
    // engine field (Vant's `dataset`) would break its creation. A handler is looked up on the instance first: programs
    // wrap and add handlers while they run.
    Object.assign(globalOptions, {
      throwGlobalError: false,
      writeIdToDOM: true,
      writeFieldsToNode: false,
      useMethodCallerListeners: true,
    });
    this.env = new MiniProgramEnv();
    this.space = this.env.createCodeSpace('', true);
    this.space.addStyleSheet('app', 'app');
    this.builtin = builtinBehaviors(this.space);
  }

  /** Loads a page or component and all it uses; a broken script leaves an empty component, not a blank program. */
  load(path: string): void {
    const part = this.meta.components[path];
    if (!part || this.loaded.has(path)) return;
    this.loaded.add(path);
    for (const used of usedBy(part.config as StaticConfig)) this.load(used.replace(/^\//, ''));
    if (part.module) {
      const outer = this.current;
      this.current = path;
      try {
        requireModule(part.module);
      } catch (error) {
        report(`component ${path}`, error);
      } finally {
        this.current = outer;
      }
    }
    if (!this.registered.has(path)) this.register(path, 'Component', {});
  }

  Page = (definition: unknown): void => this.register(this.current, 'Page', definition);
  Component = (definition: unknown): void => this.register(this.current, 'Component', definition);
  Behavior = (definition: unknown): unknown =>
    this.space.behavior().definition(tolerant(definition, this.builtin)).register();

  private register(path: string | null, kind: 'Page' | 'Component', definition: unknown): void {
    const part = path === null ? undefined : this.meta.components[path];
    if (path === null || !part || this.registered.has(path)) {
      // Outside of any component's script, or a second time: there is nothing it could belong to.
      console.warn(`${kind}() called ${path === null ? 'outside of a component script' : `again in ${path}`}`);
      return;
    }
    this.registered.add(path);
    this.space.addComponentStaticConfig(path, part.config as StaticConfig);
    this.space.addStyleSheet(path, path, part.scope ?? undefined);
    const content = this.templates[path];
    if (content) {
      const template = { groupList: this.templates, content, fallbackListenerOnNativeNode: true };
      this.space.addCompiledTemplate(path, template as never);
    }
    const known = tolerant(definition, this.builtin);
    try {
      this.space.componentEnv(path, (env) =>
        kind === 'Page' ? env.Page(known as never) : env.Component(known as never),
      );
    } catch (error) {
      report(`${kind} ${path}`, error);
      this.space.componentEnv(path, (env) => env.Component({}));
    }
  }
}

function usedBy(config: StaticConfig): string[] {
  const generics = Object.values(config.componentGenerics ?? {});
  const defaults = generics.flatMap((one) => (typeof one === 'object' && one.default ? [one.default] : []));
  return [...Object.values(config.usingComponents ?? {}), ...defaults];
}
