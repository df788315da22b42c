// What one may attach: the menu of the composer's plus, and what each entry does.
import { html, render } from 'lit';
import { t } from '../say.ts';
import { toast } from './announce.ts';
import { ask, Refused } from './api.ts';
import { openMenu } from './message_menu.ts';
import { chooseSticker } from './stickers.ts';
import { takeMessages } from './store.ts';
import { fields, list, readMessage, text } from './validate.ts';
import { avatar, icon } from './words.ts';

type Does = { files(files: File[], as: 'picture' | 'file'): void; answers(): number | null; sent(): void };

/** isSealed: in an encrypted chat, which takes bytes that the browser encrypts and nothing else. */
export function openAttachments(beside: HTMLElement, conversationId: string, does: Does, isSealed: boolean): void {
  const send = async (body: Record<string, unknown>): Promise<void> => {
    try {
      const answer = await ask('POST', `/chats/${conversationId}/cards`, {
        ...body,
        client_id: crypto.randomUUID(),
        reply_to: does.answers(),
      });
      takeMessages([readMessage(answer.message)]);
      does.sent();
    } catch (error) {
      toast(error instanceof Refused ? `${error.message}. ${error.next}` : t('No network. Nothing was sent.'), 'bad');
    }
  };
  const files = [
    { label: t('Picture'), mark: 'image', run: () => choose('picture', does) },
    { label: t('File'), mark: 'paperclip', run: () => choose('file', does) },
  ];
  if (isSealed) {
    openMenu(beside, null, files);
    return;
  }
  openMenu(beside, null, [
    ...files,
    {
      label: t('Sticker'),
      mark: 'sticker',
      run: async () => {
        const sticker = await chooseSticker();
        if (sticker) await send({ kind: 'sticker', sticker });
      },
    },
    {
      label: t('Where I am'),
      mark: 'map-pin',
      run: async () => {
        const place = await whereIAm();
        if (place) await send({ kind: 'place', ...place });
      },
    },
    {
      label: t('Contact'),
      mark: 'id-card',
      run: async () => {
        const person_id = await chooseContact();
        if (person_id) await send({ kind: 'person', person_id });
      },
    },
  ]);
}

function choose(as: 'picture' | 'file', does: Does): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  if (as === 'picture') input.accept = 'image/*';
  input.addEventListener('change', () => does.files([...(input.files ?? [])], as));
  input.click();
}

function whereIAm(): Promise<{ latitude: number; longitude: number } | null> {
  return new Promise((done) => {
    const fail = (): void => {
      toast(t('This device does not say where it is. Allow it in the browser, and try again.'), 'bad');
      done(null);
    };
    if (!navigator.geolocation) return fail();
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => done({ latitude, longitude }),
      fail,
      {
        timeout: 10_000,
      },
    );
  });
}

/** The id of one of one's contacts; null when the person leaves. */
async function chooseContact(): Promise<string | null> {
  const answer = await ask('GET', '/contacts/list').catch(() => null);
  if (!answer) {
    toast(t('The contacts could not be loaded. Try again.'), 'bad');
    return null;
  }
  const people = list(answer.people).map(fields);
  return new Promise((done) => {
    let chosen: string | null = null;
    const dialog = document.createElement('dialog');
    dialog.className = 'sheet';
    dialog.setAttribute('aria-label', t('Choose a contact'));
    const take = (id: string) => () => {
      chosen = id;
      dialog.close();
    };
    render(
      html`<h2 class="sheet-title">${t('Choose a contact')}</h2>
        <div class="sheet-list">${
          people.length
            ? people.map(
                (one) =>
                  html`<button class="row" @click=${take(text(one, 'id'))}>${avatar(text(one, 'name'), text(one, 'id'), '', '', text(one, 'picture'))}<span class="row-text"><span class="row-title">${text(one, 'name')}</span></span>${icon('chevron-right')}</button>`,
              )
            : html`<p class="soft small">${t('You have no contacts yet.')}</p>`
        }</div>`,
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
