// <icon>: the platform's nine types, drawn by us.

import { Builtin, define } from './base.ts';

const DISC = '<circle cx="12" cy="12" r="10"/>';
const line = (path: string, colour = '#fff') =>
  `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>`;
const SHAPES: { [type: string]: [colour: string, body: string] } = {
  success: ['#16803c', DISC + line('M7.5 12.5l3 3 6-6.5')],
  success_no_circle: ['#16803c', line('M4.5 12.5l5 5L20 7', 'currentColor')],
  info: ['#1769d2', DISC + line('M12 11v5.5M12 7.5v.1')],
  warn: ['#c62b33', DISC + line('M12 7v6M12 16.5v.1')],
  waiting: ['#1769d2', DISC + line('M12 7v5l3.5 2')],
  cancel: ['#c62b33', DISC + line('M8.5 8.5l7 7M15.5 8.5l-7 7')],
  download: ['#16803c', DISC + line('M12 7v8M8.5 12l3.5 3.5 3.5-3.5')],
  search: [
    '#6f7680',
    line('M15.5 15.5L20 20', 'currentColor') +
      '<circle cx="10.5" cy="10.5" r="6" fill="none" stroke="currentColor" stroke-width="2"/>',
  ],
  clear: ['#6f7680', DISC + line('M8.5 8.5l7 7M15.5 8.5l-7 7')],
};

class Icon extends Builtin {
  connectedCallback(): void {
    this.draw();
  }
  protected override changed(): void {
    this.draw();
  }
  private draw(): void {
    const [colour, body] = SHAPES[this.text('type')] ?? ['', ''];
    const size = this.number('size', 23);
    const svg = new DOMParser().parseFromString(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="${size}" height="${size}" fill="currentColor">${body}</svg>`,
      'image/svg+xml',
    ).documentElement;
    svg.setAttribute('aria-hidden', 'true');
    this.style.color = this.text('color', colour);
    this.replaceChildren(document.importNode(svg, true));
  }
}

export function defineIcon(): void {
  define('icon', Icon);
}
