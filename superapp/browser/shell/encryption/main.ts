// The encryption worker: everything that touches a key happens here, with the library matrix-sdk-crypto (Olm and Megolm;
// docs/decisions/0028-end-to-end-encryption.md). A page starts it when an encrypted chat is opened; its script has a
// policy of its own that allows WebAssembly, which no page has (superapp/web/assets.py).
import {
  DecryptionErrorCode,
  DecryptionSettings,
  EncryptionSettings,
  type MegolmDecryptionError,
  type OlmMachine,
  RoomId,
  ShieldStateCode,
  TrustRequirement,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import { collect, nameOf, withMachine } from './machine.ts';
import type { Answer, Ask, Opened, Plain, Sealed, SealedFile, Standing, Told, Wish } from './protocol.ts';
import { type Identity, inGroups, safetyCode, safetyNumber, safetyText } from './safety.ts';
import { loadAccepted, saveAccepted } from './store.ts';
import { carry, NotSent } from './wire.ts';

// A key that is found out opens this many messages, or those of a day.
const MESSAGES_PER_KEY = 50n;
const KEY_LASTS_MICROSECONDS = 24n * 3_600_000_000n;

class Refusal extends Error {
  readonly why: 'unready' | 'changed';
  constructor(why: 'unready' | 'changed') {
    super(why);
    this.why = why;
  }
}

let queue: Promise<unknown> = Promise.resolve();

addEventListener('message', (event: MessageEvent<Ask>) => {
  const { id, me, wasm, wish } = event.data;
  queue = queue.then(async () => {
    const answer = await withMachine(me, wasm, (machine) => grant(machine, me, wish)).catch(refusalOf);
    postMessage({ id, answer } satisfies Told);
  });
});

function refusalOf(error: unknown): Answer {
  if (error instanceof Refusal || error instanceof NotSent) return { kind: 'refused', why: error.why };
  console.error(error);
  return { kind: 'refused', why: 'broken' };
}

async function grant(machine: OlmMachine, me: string, wish: Wish): Promise<Answer> {
  switch (wish.kind) {
    case 'open':
      return { kind: 'opened', messages: await open(machine, me, wish) };
    case 'seal':
      return { kind: 'sealed', content: await seal(machine, me, wish) };
    case 'look':
      return { kind: 'standing', standing: await look(machine, me, wish.peerId) };
    case 'accept':
      return { kind: 'standing', standing: await accept(machine, me, wish) };
    default:
      return wish satisfies never;
  }
}

async function open(machine: OlmMachine, me: string, wish: Extract<Wish, { kind: 'open' }>): Promise<Opened[]> {
  const known = new Set((await loadAccepted(wish.peerId))?.keys.map((key) => key.split(' ')[1]));
  const once = () => Promise.all(wish.messages.map((one) => openOne(machine, one, wish.conversationId, known)));
  const opened = await once();
  if (!opened.some((one) => one.why === 'no_key')) return opened;
  try {
    await collect(machine); // the key may wait at the server
    await query(machine, [me, wish.peerId]);
  } catch (error) {
    if (error instanceof NotSent && error.why === 'offline') return opened;
    throw error;
  }
  return once();
}

async function openOne(
  machine: OlmMachine,
  sealed: Sealed,
  conversationId: string,
  known: Set<string | undefined>,
): Promise<Opened> {
  const nothing = { id: sealed.id, text: '', replyTo: null, isUnconfirmed: false };
  const event = {
    event_id: `$${sealed.id}`,
    sender: nameOf(sealed.senderId).toString(),
    origin_server_ts: 0,
    type: 'm.room.encrypted',
    content: sealed.content,
  };
  try {
    const settings = new DecryptionSettings(TrustRequirement.Untrusted);
    const found = await machine.decryptRoomEvent(JSON.stringify(event), roomOf(conversationId), settings);
    const plain = (JSON.parse(found.event) as { content: Partial<Plain> & { clientId?: string } }).content;
    const isTheirs = found.shieldState(true).code !== ShieldStateCode.MismatchedSender;
    // A server that repeats a message under another name, or in another's, cannot change what was encrypted with it.
    if (!isTheirs || plain.clientId !== sealed.clientId || typeof plain.text !== 'string')
      return { ...nothing, why: 'not_genuine' };
    const replyTo = typeof plain.replyTo === 'number' ? plain.replyTo : null;
    const file = fileOf(plain.file);
    return {
      id: sealed.id,
      text: plain.text,
      replyTo,
      ...(file ? { file } : {}),
      why: '',
      isUnconfirmed: !known.has(found.senderDevice?.toString()),
    };
  } catch (error) {
    const { code } = error as MegolmDecryptionError;
    const isMissing = code === DecryptionErrorCode.MissingRoomKey || code === DecryptionErrorCode.UnknownMessageIndex;
    return { ...nothing, why: isMissing ? 'no_key' : 'not_genuine' };
  }
}

/** Somebody else's program may have written it. */
function fileOf(value: unknown): SealedFile | null {
  const file = value as Partial<SealedFile> | undefined;
  if (typeof file?.key !== 'string' || typeof file.iv !== 'string' || typeof file.name !== 'string') return null;
  const number = (one: unknown): number => (Number.isSafeInteger(one) && Number(one) > 0 ? Number(one) : 0);
  return {
    kind: file.kind === 'picture' || file.kind === 'voice' ? file.kind : 'file',
    key: file.key,
    iv: file.iv,
    name: file.name.slice(0, 120),
    size: number(file.size),
    width: number(file.width),
    height: number(file.height),
    seconds: number(file.seconds),
  };
}

/** Nothing is encrypted for a browser that this person has not accepted. */
async function seal(machine: OlmMachine, me: string, wish: Extract<Wish, { kind: 'seal' }>): Promise<unknown> {
  const standing = await look(machine, me, wish.peerId);
  if (standing.isChanged) throw new Refusal('changed');
  if (!standing.isReady) throw new Refusal('unready');
  const people = () => [nameOf(me), nameOf(wish.peerId)];
  const missing = await machine.getMissingSessions(people());
  if (missing) await carry(machine, missing);
  const settings = new EncryptionSettings();
  settings.rotationPeriodMessages = MESSAGES_PER_KEY;
  settings.rotationPeriod = KEY_LASTS_MICROSECONDS;
  const room = () => roomOf(wish.conversationId);
  for (const request of await machine.shareRoomKey(room(), people(), settings)) await carry(machine, request);
  const content = { ...wish.plain, clientId: wish.clientId };
  return JSON.parse(await machine.encryptRoomEvent(room(), 'm.room.message', JSON.stringify(content)));
}

/** Who can read this chat now. What is seen for the first time is accepted; from then on every newcomer is a change. */
async function look(machine: OlmMachine, me: string, peerId: string): Promise<Standing> {
  await query(machine, [me, peerId]);
  const identities = [...(await identitiesOf(machine, me)), ...(await identitiesOf(machine, peerId))];
  const isReady = identities.some((one) => one.personId === peerId);
  let accepted = await loadAccepted(peerId);
  if (!accepted && isReady) {
    accepted = { peerId, keys: identities.map(keyOf), isCompared: false };
    await saveAccepted(accepted);
  }
  const known = new Set(accepted?.keys);
  const isNew = (one: Identity): boolean => accepted !== undefined && !known.has(keyOf(one));
  const number = await safetyNumber(identities);
  const text = safetyText(number);
  return {
    isReady,
    isChanged: identities.some(isNew),
    isCompared: accepted?.isCompared === true,
    number,
    code: { ...safetyCode(text), text },
    browsers: identities.map((one) => ({
      personId: one.personId,
      deviceId: one.deviceId,
      fingerprint: inGroups(one.key),
      isThis: one.deviceId === machine.deviceId.toString(),
      isNew: isNew(one),
    })),
  };
}

/** A browser that came while its person still looked at the number from before is not accepted with the others. */
async function accept(machine: OlmMachine, me: string, wish: Extract<Wish, { kind: 'accept' }>): Promise<Standing> {
  const { peerId, isCompared } = wish;
  const standing = await look(machine, me, peerId);
  if (standing.number !== wish.number) return standing;
  const identities = [...(await identitiesOf(machine, me)), ...(await identitiesOf(machine, peerId))];
  await saveAccepted({ peerId, keys: identities.map(keyOf), isCompared });
  return {
    ...standing,
    isChanged: false,
    isCompared,
    browsers: standing.browsers.map((one) => ({ ...one, isNew: false })),
  };
}

async function query(machine: OlmMachine, people: string[]): Promise<void> {
  await machine.updateTrackedUsers(people.map(nameOf));
  await carry(machine, machine.queryKeysForUsers(people.map(nameOf)));
}

async function identitiesOf(machine: OlmMachine, personId: string): Promise<Identity[]> {
  const found = (await machine.getUserDevices(nameOf(personId))).devices();
  return found.map((one) => ({
    personId,
    deviceId: one.deviceId.toString(),
    key: one.ed25519Key?.toBase64() ?? '',
  }));
}

function keyOf(one: Identity): string {
  return `${one.personId} ${one.deviceId} ${one.key}`;
}

function roomOf(conversationId: string): RoomId {
  return new RoomId(`!${conversationId}:superapp`);
}
