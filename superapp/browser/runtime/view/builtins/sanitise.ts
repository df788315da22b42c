// Turns a stranger's HTML, or the platform's node lists, into elements: a closed list of tags and attributes is copied
// into new ones; nothing of the given text becomes an element by itself. Used by <rich-text> and <editor>.

import { isObject } from '../../protocol/json.ts';
import { addressOf, styleOf } from '../wire.ts';
import { decoded, spaced } from './words.ts';

const TAGS = new Set(
  'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del div dl dt em fieldset font footer h1 h2 h3 h4 h5 h6 header hr i img ins label legend li mark nav ol p pre q rt ruby s section small span strong sub sup table tbody td tfoot th thead tr tt u ul'.split(
    ' ',
  ),
);
const ATTRIBUTES =
  /^(alt|title|width|height|colspan|rowspan|span|start|type|color|face|size|dir|align|class|id|style|data-(?!wx-)[\w-]+)$/;
const NODES_MAX = 5_000;
const DEPTH_MAX = 60;

export class Sanitiser {
  private readonly space: string;
  private count = 0;

  /** space: as <text> has it. */
  constructor(space = '') {
    this.space = space;
  }

  nodes(value: unknown): Node[] {
    if (typeof value !== 'string') return this.fromList(value, 0);
    // An inert document: nothing in it loads or runs. Handlers and styles get other names, or the policy reports each.
    const text = value.replace(/<[^>]*>/g, (tag) =>
      tag.replace(/([\s"'/])on\w+\s*=/gi, '$1data-wx-off=').replace(/([\s"'/])style\s*=/gi, '$1data-wx-style='),
    );
    return this.fromDom(new DOMParser().parseFromString(text, 'text/html').body, 0);
  }

  private fromDom(from: Node, depth: number): Node[] {
    const out: Node[] = [];
    for (const child of from.childNodes) {
      if (++this.count > NODES_MAX || depth > DEPTH_MAX) break;
      if (child instanceof Text) out.push(this.words(child.data));
      else if (child instanceof Element) {
        const attributes = Object.fromEntries([...child.attributes].map(({ name, value }) => [name, value]));
        const made = make(child.localName, attributes);
        if (!made) continue;
        made.append(...this.fromDom(child, depth + 1));
        out.push(made);
      }
    }
    return out;
  }

  private fromList(value: unknown, depth: number): Node[] {
    const out: Node[] = [];
    for (const node of Array.isArray(value) ? value : []) {
      if (++this.count > NODES_MAX || depth > DEPTH_MAX || !isObject(node)) continue;
      if (node['type'] === 'text') {
        out.push(this.words(decoded(String(node['text'] ?? ''))));
        continue;
      }
      const made = make(String(node['name'] ?? '').toLowerCase(), isObject(node['attrs']) ? node['attrs'] : {});
      if (!made) continue;
      made.append(...this.fromList(node['children'], depth + 1));
      out.push(made);
    }
    return out;
  }

  private words(text: string): Text {
    return document.createTextNode(spaced(text, this.space));
  }
}

function make(tag: string, attributes: Record<string, unknown>): HTMLElement | null {
  if (!TAGS.has(tag)) return null;
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'style' || name === 'data-wx-style') made.style.cssText = styleOf(String(value));
    else if (ATTRIBUTES.test(name)) made.setAttribute(name, String(value));
    else if (name === 'src' && tag === 'img') {
      made.setAttribute('src', addressOf(String(value)));
      made.setAttribute('data-src', String(value));
    }
  }
  if (tag === 'img') made.style.maxWidth ||= '100%';
  return made;
}
