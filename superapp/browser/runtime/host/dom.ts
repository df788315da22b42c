// Makes elements in one line. Texts are texts: nothing from a program is ever parsed as markup.

type Attributes = { [name: string]: string | ((event: never) => void) };

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value as EventListener);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const SHAPES: { [name: string]: string } = {
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  more: 'M4.500 12h1M11.500 12h1M18.500 12h1',
  home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z',
  success: 'M5 13l5 5L20 7',
  error: 'M12 6v8M12 18h.01',
  edit: 'M4 20l1-5L16 4l4 4L9 19zM14 6l4 4',
};

export function icon(name: string): SVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', SHAPES[name] ?? '');
  svg.append(path);
  return svg;
}
