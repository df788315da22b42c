// The drawings of the shell, one sprite for all pages: names of Lucide icons (ISC licence). A template that wants
// another one adds its name here; a missing name stops the build.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const NAMES =
  `arrow-down-left arrow-left arrow-left-right arrow-up arrow-up-right badge-check ban banknote bell bell-off bookmark book-open box check
  check-check chevron-down chevron-left chevron-right circle-alert circle-check circle-help clock code-xml copy credit-card crown delete
  download ellipsis external-link eye forward file-text filter fingerprint-pattern flag gift hand-coins hash heart history hourglass house id-card image inbox info keyboard key-round
  landmark layout-grid compass link list-checks lock-keyhole map-pin mic log-out maximize-2 megaphone message-circle messages-square minus monitor
  monitor-smartphone moon package panel-right paperclip pause pencil pin play plus qr-code receipt receipt-text refresh-cw reply rotate-cw scale scan-line search send
  settings shield-alert shield-check shopping-bag smartphone smile-plus sparkles square-pen star sticker store sun sun-moon terminal trash-2
  triangle-alert undo-2 upload user-round user-round-check user-round-minus user-round-plus users-round wallet wifi-off x`.split(
    /\s+/,
  );

export function makeSprite(packages: string): string {
  const folder = path.join(packages, 'lucide-static/icons');
  const symbols = NAMES.map((name) => {
    const drawing = readFileSync(path.join(folder, `${name}.svg`), 'utf8');
    const shapes = drawing.slice(drawing.indexOf('>', drawing.indexOf('<svg')) + 1, drawing.lastIndexOf('</svg>'));
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, '')}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}
