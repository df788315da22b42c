// What one may attach: the menu of the composer's plus, and what each entry does.
import { t } from '../say.ts';
import { toast } from './announce.ts';
import { openMenu } from './message_menu.ts';
import { type Card, send } from './outbox.ts';
import type { Someone, Where } from './sheets/choose.ts';
import { openSheet } from './sheets.ts';
import { chatState } from './store.ts';

type Does = { files(files: File[], as: 'picture' | 'file'): void; answers(): number | null; sent(): void };

/** isSealed: in an encrypted chat, which takes bytes that the browser encrypts and nothing else. */
export function openAttachments(beside: HTMLElement, conversationId: string, does: Does, isSealed: boolean): void {
  const sendCard = (kind: string, body: Card['body'], names = {}): void => {
    send(conversationId, { door: 'cards', kind, body, names }, does.answers());
    does.sent();
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
        if (sticker) sendCard('sticker', { sticker });
      },
    },
    {
      label: t('Where I am'),
      mark: 'map-pin',
      run: async () => {
        const place = await whereIAm();
        if (place && (await openSheet((sheets) => sheets.confirmPlace(place))))
          sendCard('place', {
            latitude: place.latitude.toFixed(6),
            longitude: place.longitude.toFixed(6),
            name: '',
            address: '',
          });
      },
    },
    {
      label: t('Contact'),
      mark: 'id-card',
      run: async () => {
        const failed = t('The contacts could not be loaded. Try again.');
        const person = await openSheet((sheets) => sheets.chooseContact(knownContacts()), failed);
        if (person) sendCard('person', { person_id: person.id }, { [person.id]: person.name });
      },
    },
  ]);
}

/** Of whom this page knows, for a device without a network. */
function knownContacts(): Someone[] {
  return [...(chatState()?.conversations.values() ?? [])]
    .filter((one) => one.kind === 'direct' && one.standing === 'contact')
    .map((one) => ({ id: one.peer_id, name: one.title, picture: one.picture }));
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
