// Our own stickers, one sprite for all pages: the drop of the mark with a face, drawn here from a few parts. The names
// are those of superapp/chat/attachments.py.
type Look = { tone: string; eyes: string; mouth: string; extra?: string };

const BODY = 'M60 8c30 0 50 20 50 48s-20 48-50 48H22c-7 0-12-5-12-12V56C10 28 30 8 60 8Z';
const INK = '#3b2417';
const dot = (x: number, y: number, r = 4): string => `<circle cx="${x}" cy="${y}" r="${r}" fill="${INK}"/>`;
const line = (d: string, width = 4): string =>
  `<path d="${d}" fill="none" stroke="${INK}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
const open = dot(46, 52) + dot(74, 52);
const glad = line('M40 53q6-8 12 0') + line('M68 53q6-8 12 0');
const shut = line('M40 52h12') + line('M68 52h12');
const smile = line('M50 68q10 10 20 0');
const heart = (x: number, y: number, s: number): string =>
  `<path transform="translate(${x} ${y}) scale(${s})" d="M0 4C-6-6-18 0-10 10L0 18 10 10C18 0 6-6 0 4Z" fill="#d9304f"/>`;
const spark = (x: number, y: number, tone: string): string =>
  `<path d="M${x} ${y - 7}l2 5 5 2-5 2-2 5-2-5-5-2 5-2z" fill="${tone}"/>`;

const LOOKS: Record<string, Look> = {
  hello: { tone: '#f4a261', eyes: open, mouth: smile, extra: line('M104 40q12-8 10-22M110 52q16-4 20-18') },
  love: { tone: '#f28b82', eyes: heart(46, 46, 0.75) + heart(74, 46, 0.75), mouth: smile, extra: heart(106, 18, 0.8) },
  laugh: {
    tone: '#f6bd60',
    eyes: line('M40 50l8 4-8 4') + line('M80 50l-8 4 8 4'),
    mouth: `<path d="M46 66h28q-2 18-14 18T46 66Z" fill="${INK}"/>`,
  },
  wow: {
    tone: '#84c5d8',
    eyes: dot(46, 50, 5) + dot(74, 50, 5),
    mouth: `<ellipse cx="60" cy="74" rx="7" ry="9" fill="${INK}"/>`,
  },
  sad: {
    tone: '#8fb1e3',
    eyes: open,
    mouth: line('M50 76q10-10 20 0'),
    extra: '<path d="M80 60q6 9 0 13t-6-5q1-4 6-8Z" fill="#e8f3ff"/>',
  },
  sleepy: {
    tone: '#b7a5dd',
    eyes: shut,
    mouth: line('M54 72h12'),
    extra: line('M92 26h12l-12 12h12', 3) + line('M110 10h8l-8 8h8', 3),
  },
  party: {
    tone: '#7fc8a9',
    eyes: glad,
    mouth: smile,
    extra: `<path d="M46 14 62-8 74 12Z" fill="#d9304f"/>${spark(102, 20, '#f6bd60')}${spark(16, 22, '#84c5d8')}${spark(112, 44, '#d9304f')}`,
  },
  thanks: { tone: '#f4a261', eyes: glad, mouth: line('M52 68q8 6 16 0'), extra: heart(60, 84, 0.9) },
  please: {
    tone: '#f3c6a5',
    eyes:
      dot(46, 52, 6) +
      dot(74, 52, 6) +
      '<circle cx="48" cy="50" r="2" fill="#fff"/><circle cx="76" cy="50" r="2" fill="#fff"/>',
    mouth: line('M54 72q6-5 12 0'),
  },
  yes: { tone: '#9bcb6b', eyes: glad, mouth: smile, extra: line('M92 20l8 9 16-20', 6) },
  no: {
    tone: '#e08a7b',
    eyes: line('M40 46l12 5') + line('M80 46l-12 5') + dot(48, 56) + dot(72, 56),
    mouth: line('M50 74h20'),
    extra: line('M96 12l16 16M112 12L96 28', 6),
  },
  tea: {
    tone: '#d6c29b',
    eyes: shut,
    mouth: smile,
    extra:
      '<path d="M78 78h30v10a14 14 0 0 1-28 0Z" fill="#fffdfa" stroke="#3b2417" stroke-width="3"/>' +
      line('M88 70q-4-5 0-9t0-9M98 70q-4-5 0-9t0-9', 3),
  },
};

export function makeStickers(): string {
  const symbols = Object.entries(LOOKS).map(
    ([name, { tone, eyes, mouth, extra = '' }]) =>
      `<symbol id="${name}" viewBox="-2 -12 136 122"><path d="${BODY}" fill="${tone}"/>${eyes}${mouth}${extra}</symbol>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}
