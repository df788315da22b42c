// Stickers in the shell. The drawings are superapp/browser/stickers.ts.
import { html, svg, type TemplateResult } from 'lit';
import { t } from '../say.ts';

/** name -> what it says to whoever hears it. */
const LABELS: Record<string, string> = {
  hello: t('Hello'),
  love: t('Love'),
  laugh: t('Laughing'),
  wow: t('Wow'),
  sad: t('Sad'),
  sleepy: t('Sleepy'),
  party: t('Party'),
  thanks: t('Thank you'),
  please: t('Please'),
  yes: t('Yes'),
  no: t('No'),
  tea: t('Time for tea'),
};

export const STICKERS = Object.keys(LABELS);

export function sticker(name: string): TemplateResult {
  const sprite = document.querySelector<HTMLMetaElement>('meta[name="stickers"]')?.content ?? '';
  return html`<svg class="sticker" viewBox="0 0 136 122" role="img" aria-label=${LABELS[name] ?? t('Sticker')}>${svg`<use href="${sprite}#${name}"></use>`}</svg>`;
}
