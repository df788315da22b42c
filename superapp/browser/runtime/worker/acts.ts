// What a component of the view asks of the worker before the program hears anything: events whose type begins with ':'.
// `:navigate` goes to a page, `:share` and the other open types of <button> wait for whoever can do them. An act that
// nobody took ends in the event that the component named in `event`, failed as documented.

import type { Element } from 'glass-easel';
import { isObject, type Json, type JsonObject } from '../protocol/json.ts';
import type { ViewEvent } from '../protocol/messages.ts';
import { nodes } from './backend/node.ts';

/**
 * asked: the component's properties by their dashed names, and `event`, the documented event to answer with ('' for
 * none). target: the element that asked. answer: sends an event to the program.
 */
export type Act = (asked: JsonObject, target: Element, answer: (type: string, detail: Json) => void) => void;

const acts = new Map<string, Act>();

/** name: without the colon, such as `share` or `getPhoneNumber`. The last one given counts. */
export function onAct(name: string, act: Act): void {
  acts.set(name, act);
}

export function acted(id: number, seen: ViewEvent, dispatch: (event: ViewEvent) => void): void {
  const target = nodes.get(id)?.__wxElement;
  const asked = isObject(seen.detail) ? (seen.detail as JsonObject) : {};
  const name = seen.type.slice(1);
  const answer = (type: string, detail: Json) => dispatch({ type, detail, bubbles: false, composed: false });
  const act = acts.get(name);
  if (act && target) act(asked, target, answer);
  else if (asked['event']) answer(String(asked['event']), { errMsg: `${name}:fail not supported` });
}
