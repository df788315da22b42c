// Stickers in the shell: drawing one, and the sheet to choose from. The drawings are superapp/browser/stickers.ts.
import { html, render, svg, type TemplateResult } from 'lit';
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

export function sticker(name: string): TemplateResult {
  const sprite = document.querySelector<HTMLMetaElement>('meta[name="stickers"]')?.content ?? '';
  return html`<svg class="sticker" viewBox="0 0 136 122" role="img" aria-label=${LABELS[name] ?? t('Sticker')}>${svg`<use href="${sprite}#${name}"></use>`}</svg>`;
}

/** Null when the person leaves it. */
export function chooseSticker(): Promise<string | null> {
  return new Promise((done) => {
    const dialog = document.createElement('dialog');
    dialog.className = 'sheet';
    dialog.setAttribute('aria-label', t('Choose a sticker'));
    let chosen: string | null = null;
    const choose = (name: string) => () => {
      chosen = name;
      dialog.close();
    };
    render(
      html`<h2 class="sheet-title">${t('Stickers')}</h2>
        <div class="sticker-grid">${Object.keys(LABELS).map((name) => html`<button class="sticker-choice" @click=${choose(name)}>${sticker(name)}</button>`)}</div>`,
      dialog,
    );
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      done(chosen);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
