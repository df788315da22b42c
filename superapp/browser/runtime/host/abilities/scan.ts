// wx.scanCode: the host's own sheet reads the code; the program gets its text.

import { read } from '../../protocol/validate.ts';
import { scanCode } from '../sheets/scan.ts';
import type { Abilities } from './ability.ts';
import { refuse } from './ability.ts';

const TYPES = ['barCode', 'qrCode', 'datamatrix', 'pdf417'];

export const scan: Abilities = {
  async scanCode({ layer, program }, arg) {
    const wanted = read.texts(arg, 'scanType', TYPES.length).filter((type) => TYPES.includes(type));
    const types = wanted.length > 0 ? wanted : ['barCode', 'qrCode'];
    const code = await scanCode(layer, types, read.flag(arg, 'onlyFromCamera'));
    if (!code) return refuse('scanCode', 'cancel');
    const bytes = new TextEncoder().encode(code.text);
    const rawData = btoa(String.fromCharCode(...bytes));
    const told = { result: code.text, scanType: code.type, charSet: 'utf-8', rawData };
    const path = pathInside(code.text, program.appid);
    return path ? { ...told, path } : told;
  },
};

/** A link of ours into this very program is a page of it. */
function pathInside(text: string, appid: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.origin !== location.origin || url.pathname !== `/p/${appid}`) return '';
  return url.searchParams.get('path') ?? '';
}
