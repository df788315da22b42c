// What the worker remembers besides the library's own stores: which device this browser is, and which browsers of a chat
// its person has accepted.
import { KEYS_BEGIN } from './protocol.ts';

export type Device = { me: string; deviceId: string };
/** keys: "person device key" of every browser that was accepted; isCompared: by comparing the safety number. */
export type Accepted = { peerId: string; keys: string[]; isCompared: boolean };

const NAME = `${KEYS_BEGIN}-about`;

export async function loadDevice(): Promise<Device | undefined> {
  return within('readonly', (store) => store.get('device') as IDBRequest<Device | undefined>);
}

export async function saveDevice(device: Device): Promise<void> {
  await within('readwrite', (store) => store.put(device, 'device'));
}

export async function loadAccepted(peerId: string): Promise<Accepted | undefined> {
  return within('readonly', (store) => store.get(`accepted:${peerId}`) as IDBRequest<Accepted | undefined>);
}

export async function saveAccepted(accepted: Accepted): Promise<void> {
  await within('readwrite', (store) => store.put(accepted, `accepted:${accepted.peerId}`));
}

/** All keys of this browser are gone afterwards, and with them what was written before. */
export async function forgetKeys(): Promise<void> {
  const names = (await indexedDB.databases())
    .map((one) => one.name ?? '')
    .filter((name) => name.startsWith(KEYS_BEGIN));
  await Promise.all(names.map((name) => settled(indexedDB.deleteDatabase(name))));
}

async function within<Value>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value> {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('about');
  const database = await settled(opening);
  try {
    return await settled(work(database.transaction('about', mode).objectStore('about')));
  } finally {
    database.close();
  }
}

function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
