// wx.loadFontFace: a font of the package, of data or of an address, for the texts of the view and of every canvas.

import { isObject, type Json } from '../../../protocol/json.ts';
import type { Kit } from '../../kit.ts';
import type { Pictures } from './pictures.ts';

const scope = globalThis as unknown as { fonts?: FontFaceSet; FontFace?: typeof FontFace };
const { fonts: workerFonts, FontFace: Face } = scope;

export function fonts(kit: Kit, pictures: Pictures) {
  return {
    loadFontFace: kit.api('loadFontFace', async ({ family, source, desc }) => {
      const src = /^\s*url\(\s*["']?(.*?)["']?\s*\)\s*$/s.exec(String(source ?? ''))?.[1] ?? String(source ?? '');
      if (!family || !src) throw kit.failure('family and source are required');
      const bytes = pictures.bytes(src);
      const described = isObject(desc) ? descriptors(desc) : {};
      const asked = { family: String(family), source: bytes ?? src, desc: described } as unknown as Json;
      const answer = await kit.take('font', null, asked);
      const given = isObject(answer) ? answer : {};
      if (given['error'] !== undefined) throw kit.failure(`the font did not load: ${String(given['error'])}`);
      if (Face && workerFonts) {
        const from = bytes ?? `url(${JSON.stringify(given['address'])})`;
        workerFonts.add(await new Face(String(family), from, described).load());
      }
      return { status: 'loaded' };
    }),
  };
}

function descriptors(desc: Record<string, unknown>): FontFaceDescriptors {
  const out: FontFaceDescriptors = {};
  if (typeof desc['style'] === 'string') out.style = desc['style'];
  if (desc['weight'] !== undefined) out.weight = String(desc['weight']);
  return out;
}
