// The platform's own behaviours, by address. `wx://form-field` gives a component a name and a value that the form it
// stands in collects; `wx://component-export` lets it choose what selectComponent returns (the adapter does the rest).

import type { CodeSpace } from 'glass-easel-miniprogram-adapter';

export type Builtin = { [address: string]: unknown };

export function builtinBehaviors(space: CodeSpace): Builtin {
  const make = (definition: object) => space.behavior().definition(definition).register();
  return {
    'wx://form-field': make({ properties: { name: String, value: null } }),
    'wx://form-field-group': make({}),
    'wx://form-field-button': make({}),
    'wx://component-export': make({}),
    'wx://proxy-scroll-view': make({}),
  };
}
