// Turns glass-easel's events into the plain objects that handlers of a program expect: target and currentTarget carry
// id, dataset and offsets, marks are collected, and a form's submit gathers the fields of its components.

import { type Element, ElementIterator } from 'glass-easel';
import { isObject, type JsonObject } from '../protocol/json.ts';
import type { ViewEvent } from '../protocol/messages.ts';
import type { Builtin } from './behaviors.ts';

// glass-easel's const enum ElementIteratorType, which separate compilation cannot see.
const COMPOSED_DESCENDANTS_ROOT_FIRST = 'composed-descendants-root-first';

type Described = { id: string; offsetLeft: number; offsetTop: number; dataset: unknown };

export function plainEvent(event: Record<string, unknown>): Record<string, unknown> {
  const detail = event['detail'];
  const plain: Record<string, unknown> = {
    type: event['type'],
    timeStamp: event['timeStamp'],
    target: described(event['target']),
    currentTarget: described(event['currentTarget']),
    mark: event['mark'] ?? {},
    detail: detail === undefined ? {} : detail,
  };
  // A map says here whether its region begins or ends to change.
  if (event['type'] === 'regionchange' && isObject(detail))
    Object.assign(plain, { type: detail['type'], causedBy: detail['causedBy'] });
  const extra = event['extraFields'];
  if (isObject(extra)) Object.assign(plain, extra);
  // Libraries call these although templates decide about bubbling.
  Object.defineProperties(plain, {
    preventDefault: { value: () => undefined },
    stopPropagation: { value: () => (event['stopPropagation'] as () => void).call(event) },
  });
  return plain;
}

export function described(given: unknown): Described {
  const element = (isObject(given) && '_$' in given ? given['_$'] : given) as Element | null | undefined;
  return { id: element?.id ?? '', offsetLeft: 0, offsetTop: 0, dataset: element?.dataset ?? {} };
}

/** Adds to a form's submit the values of components inside it that are form fields by behaviour. */
export function gatherFields(builtin: Builtin): (target: Element, seen: ViewEvent) => void {
  const field = builtin['wx://form-field'] as { _$: never } | undefined;
  return (target, seen) => {
    if (seen.type !== 'submit' || !field || !isObject(seen.detail) || !isObject(seen.detail['value'])) return;
    const values = seen.detail['value'] as JsonObject;
    for (const node of ElementIterator.create(target, COMPOSED_DESCENDANTS_ROOT_FIRST as never)) {
      const component = node as unknown as { hasBehavior?(behavior: never): boolean; data?: JsonObject };
      if (!component.hasBehavior?.(field._$)) continue;
      const name = component.data?.['name'];
      if (typeof name === 'string' && name !== '') values[name] = component.data?.['value'] ?? null;
    }
  };
}
