// A picture by itself, as large as the window allows. Escape, a tap or the cross close it.

import { html, render } from 'lit';
import { t } from '../../say.ts';
import { icon } from '../words.ts';

export function openPicture(address: string, label: string): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'lightbox';
  dialog.setAttribute('aria-label', label);
  render(
    html`<img src=${address} alt=${label}>
      <div class="lightbox-acts">
        <a class="icon-button" href=${address} download="picture.webp" aria-label=${t('Save')}>${icon('download')}</a>
        <button class="icon-button" aria-label=${t('Close')}>${icon('x')}</button>
      </div>`,
    dialog,
  );
  dialog.addEventListener('click', (event) => {
    if (!(event.target as Element).closest('a')) dialog.close();
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
