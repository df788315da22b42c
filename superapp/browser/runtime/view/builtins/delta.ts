// What <editor> holds, as the platform's delta: a list of inserts, {insert: text | {image} | {divider}, attributes}.

import { isObject, type Json, type JsonObject } from '../../protocol/json.ts';

/** Inline formats by tag. */
const INLINE: { [tag: string]: [name: string, value: Json] } = {
  b: ['bold', 'strong'],
  strong: ['bold', 'strong'],
  i: ['italic', 'em'],
  em: ['italic', 'em'],
  u: ['underline', 'underline'],
  s: ['strike', 'strike'],
  strike: ['strike', 'strike'],
  del: ['strike', 'strike'],
  sub: ['script', 'sub'],
  sup: ['script', 'super'],
};
const BLOCK = /^(p|div|h[1-6]|li|blockquote)$/;
const STYLES: { [property: string]: string } = {
  color: 'color',
  'background-color': 'backgroundColor',
  'font-size': 'fontSize',
  'font-family': 'fontFamily',
};

export function deltaOf(root: HTMLElement): { ops: JsonObject[] } {
  const ops: JsonObject[] = [];
  const push = (insert: Json, attributes: JsonObject) =>
    ops.push(Object.keys(attributes).length > 0 ? { insert, attributes } : { insert });
  const read = (node: Node, inherited: JsonObject) => {
    for (const child of node.childNodes) {
      if (child instanceof Text) {
        if (child.data) push(child.data, inherited);
        continue;
      }
      if (!(child instanceof HTMLElement)) continue;
      const tag = child.localName;
      if (tag === 'img')
        push({ image: child.getAttribute('data-src') ?? child.getAttribute('src') ?? '' }, imageLook(child));
      else if (tag === 'hr') push({ divider: true }, {});
      else if (tag === 'br') {
        if (child.nextSibling) push('\n', {});
      } else {
        read(child, { ...inherited, ...inlineLook(child) });
        if (BLOCK.test(tag)) push('\n', blockLook(child));
      }
    }
  };
  read(root, {});
  if (ops.length === 0 || !String(ops.at(-1)?.['insert']).endsWith('\n')) ops.push({ insert: '\n' });
  return { ops };
}

function inlineLook(element: HTMLElement): JsonObject {
  const look: JsonObject = {};
  const known = INLINE[element.localName];
  if (known) look[known[0]] = known[1];
  if (BLOCK.test(element.localName)) return look;
  if (element.hasAttribute('color')) look['color'] = element.getAttribute('color');
  if (element.hasAttribute('face')) look['fontFamily'] = element.getAttribute('face');
  for (const [property, name] of Object.entries(STYLES)) {
    const value = element.style.getPropertyValue(property);
    if (value) look[name] = value;
  }
  return look;
}

function blockLook(element: HTMLElement): JsonObject {
  const look: JsonObject = {};
  const header = /^h([1-6])$/.exec(element.localName);
  if (header) look['header'] = Number(header[1]);
  if (element.localName === 'li') look['list'] = element.parentElement?.localName === 'ol' ? 'ordered' : 'bullet';
  if (element.style.textAlign) look['align'] = element.style.textAlign;
  if (element.dir === 'rtl') look['direction'] = 'rtl';
  return look;
}

function imageLook(element: HTMLElement): JsonObject {
  const look: JsonObject = {};
  for (const name of ['width', 'height', 'alt', 'data-custom']) {
    const value = element.getAttribute(name);
    if (value) look[name] = value;
  }
  return look;
}

/** A delta as HTML for the sanitiser. */
export function htmlOf(delta: unknown): string {
  const ops = isObject(delta) && Array.isArray(delta['ops']) ? delta['ops'] : Array.isArray(delta) ? delta : [];
  let [html, line] = ['', ''];
  for (const op of ops.slice(0, 5_000)) {
    if (!isObject(op)) continue;
    const { insert } = op;
    const look = isObject(op['attributes']) ? op['attributes'] : {};
    if (isObject(insert)) {
      if (insert['image'])
        line += `<img src="${safe(insert['image'])}" width="${safe(look['width'])}" height="${safe(look['height'])}" alt="${safe(look['alt'])}">`;
      else if (insert['divider']) html += '<hr>';
      continue;
    }
    const lines = String(insert ?? '').split('\n');
    lines.forEach((text, at) => {
      if (text) line += wrapped(safe(text), look);
      if (at === lines.length - 1) return;
      html += block(line, look);
      line = '';
    });
  }
  return html + (line ? block(line, {}) : '');
}

function wrapped(text: string, look: Record<string, unknown>): string {
  const tags = Object.entries(INLINE)
    .filter(
      ([tag, [name, value]]) =>
        /^(strong|em|u|s|sub|sup)$/.test(tag) && (look[name] === value || (look[name] === true && name !== 'script')),
    )
    .map(([tag]) => tag);
  const css = Object.entries(STYLES)
    .filter(([, name]) => look[name])
    .map(([property, name]) => `${property}:${safe(look[name])}`)
    .join(';');
  const inner = tags.reduce((inside, tag) => `<${tag}>${inside}</${tag}>`, text);
  return css ? `<span style="${css}">${inner}</span>` : inner;
}

function block(line: string, look: Record<string, unknown>): string {
  const level = Number(look['header']);
  const tag = level >= 1 && level <= 6 ? `h${level}` : look['list'] ? 'li' : 'p';
  const align = look['align'] ? ` style="text-align:${safe(look['align'])}"` : '';
  const made = `<${tag}${align}>${line || '<br>'}</${tag}>`;
  return tag === 'li'
    ? `<${look['list'] === 'ordered' ? 'ol' : 'ul'}>${made}</${look['list'] === 'ordered' ? 'ol' : 'ul'}>`
    : made;
}

function safe(value: unknown): string {
  return String(value ?? '').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
