// What one may attach: the menu of the composer's plus, and what each entry does.
import { t } from '../say.ts';
import { toast } from './announce.ts';
import { ask, Refused } from './api.ts';
import { openMenu } from './message_menu.ts';
import type { Where } from './sheets/choose.ts';
import { openSheet } from './sheets.ts';
import { takeMessages } from './store.ts';
import { readMessage } from './validate.ts';

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
        const sticker = await openSheet((sheets) => sheets.chooseSticker());
        if (sticker) await send({ kind: 'sticker', sticker });
      },
    },
    {
      label: t('Where I am'),
      mark: 'map-pin',
      run: async () => {
        const place = await whereIAm();
        const isMeant = place && (await openSheet((sheets) => sheets.confirmPlace(place)));
        if (isMeant) await send({ kind: 'place', latitude: place.latitude, longitude: place.longitude });
      },
    },
    {
      label: t('Contact'),
      mark: 'id-card',
      run: async () => {
        const failed = t('The contacts could not be loaded. Try again.');
        const person_id = await openSheet((sheets) => sheets.chooseContact(), failed);
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

function whereIAm(): Promise<Where | null> {
  return new Promise((done) => {
    const fail = (): void => {
      toast(t('This device does not say where it is. Allow it in the browser, and try again.'), 'bad');
      done(null);
    };
    if (!navigator.geolocation) return fail();
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => done({ latitude, longitude, accuracy }),
      fail,
      {
        timeout: 10_000,
      },
    );
  });
}
