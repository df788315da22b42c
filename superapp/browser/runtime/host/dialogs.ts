// What covers a program for a moment: toast, modal, action sheet, pictures in full, and the calm sheet of a program that
// does not answer. Drawn in the host's layer, outside the frame. Looks: static/program.css.

import { t } from '../../say.ts';
import { icon, make } from './dom.ts';
import { keepInside, layerOf } from './sheets/sheet.ts';

export type Modal = {
  title: string;
  content: string;
  cancel: string;
  confirm: string;
  confirmColour: string;
  cancelColour: string;
  editable: boolean;
  hint: string;
};

export class Dialogs {
  readonly layer = make('div', { class: 'program-layer' });
  /** Where the sheets of sheets/ stand. */
  readonly sheets = layerOf(this.layer);
  private shownToast: HTMLElement | null = null;
  private timer = 0;

  toast(title: string, kind: string, ms: number, mask: boolean): void {
    this.hideToast();
    const mark =
      kind === 'none'
        ? ''
        : kind === 'loading'
          ? make('i', { class: 'program-turning' })
          : icon(kind === 'error' || kind === 'fail' ? 'error' : 'success');
    const box = make(
      'div',
      { class: 'program-toast', role: 'status', 'data-kind': kind },
      mark,
      make('span', {}, title),
    );
    this.shownToast = mask ? make('div', { class: 'program-mask' }, box) : box;
    this.layer.append(this.shownToast);
    if (ms > 0) this.timer = window.setTimeout(() => this.hideToast(), ms);
  }
  hideToast(): void {
    clearTimeout(this.timer);
    this.shownToast?.remove();
    this.shownToast = null;
  }

  modal(asked: Modal): Promise<{ confirmed: boolean; content: string }> {
    return new Promise((done) => {
      const field = make('input', {
        type: 'text',
        'aria-label': asked.hint || asked.title,
        placeholder: asked.hint,
        value: asked.content,
      });
      const [cancel, confirm] = [
        make('button', { type: 'button' }, asked.cancel),
        make('button', { type: 'submit' }, asked.confirm),
      ];
      cancel.style.color = asked.cancelColour;
      confirm.style.color = asked.confirmColour;
      const body = asked.editable ? field : make('p', {}, asked.content);
      const title = asked.title ? [make('h2', {}, asked.title)] : [];
      const form = make('form', {}, ...title, body, make('footer', {}, ...(asked.cancel ? [cancel] : []), confirm));
      const close = this.over('program-modal', asked.title || asked.content, form, () => finish(false));
      const finish = (confirmed: boolean) => {
        close();
        done({ confirmed, content: confirmed && asked.editable ? field.value : '' });
      };
      cancel.onclick = () => finish(false);
      form.onsubmit = (event) => {
        event.preventDefault();
        finish(true);
      };
      (asked.editable ? field : confirm).focus();
    });
  }

  /** The index of the chosen item, -1 when none. */
  actions(items: string[], colour: string, title: string): Promise<number> {
    return new Promise((done) => {
      const choose = (index: number) => {
        close();
        done(index);
      };
      const buttons = items.map((text, index) => {
        const button = make('button', { type: 'button', click: () => choose(index) }, text);
        button.style.color = colour;
        return button;
      });
      const head = title ? [make('p', {}, title)] : [];
      const cancel = make('button', { type: 'button', class: 'program-cancel', click: () => choose(-1) }, t('Cancel'));
      const close = this.over(
        'program-actions',
        title || t('Choose'),
        make('div', {}, ...head, ...buttons, cancel),
        () => choose(-1),
      );
      buttons[0]?.focus();
    });
  }

  /** closed: told when the person has looked at them. */
  pictures(urls: string[], at: number, closed: () => void = () => undefined): void {
    const many = urls.length;
    const images = urls.map((src, i) =>
      make('img', { src, alt: t('Picture %(number)s of %(many)s', { number: i + 1, many }) }),
    );
    const strip = make('div', { tabindex: '-1' }, ...images);
    const remove = this.over('program-pictures', t('Pictures'), strip, () => close());
    const close = () => {
      remove();
      closed();
    };
    strip.onclick = () => close();
    strip.scrollLeft = strip.clientWidth * at;
    strip.focus();
  }

  /** A program that does not answer: the person decides. */
  hanging(name: string, wait: () => void, restart: () => void, closeProgram: () => void): () => void {
    const button = (text: string, run: () => void) => {
      const click = () => {
        close();
        run();
      };
      return make('button', { type: 'button', click }, text);
    };
    const box = make(
      'div',
      { role: 'alertdialog' },
      make('h2', {}, t('%(name)s is not responding', { name })),
      make('p', {}, t('It may be busy. You can wait, start it again, or close it. Nothing else is affected.')),
      make('footer', {}, button(t('Wait'), wait), button(t('Start again'), restart), button(t('Close'), closeProgram)),
    );
    const close = this.over('program-hanging', t('%(name)s is not responding', { name }), box, () => undefined);
    return close;
  }

  clear(): void {
    this.hideToast();
    // Whoever waits for a sheet is told that nobody answers.
    for (const leave of [...this.sheets.open]) leave();
    this.layer.replaceChildren();
  }

  /** label: what a reader says of it. Returns how to take it away; the focus goes back where it was. */
  private over(name: string, label: string, content: HTMLElement, dismissed: () => void): () => void {
    const before = document.activeElement;
    if (!content.hasAttribute('role')) content.setAttribute('role', 'dialog');
    content.setAttribute('aria-modal', 'true');
    content.setAttribute('aria-label', label);
    const cover = make('div', { class: `program-cover ${name}` }, content);
    cover.onclick = (event) => {
      if (event.target === cover && name !== 'program-modal') dismissed();
    };
    cover.onkeydown = (event) => keepInside(event, content, dismissed);
    this.layer.append(cover);
    return () => {
      cover.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }
}
