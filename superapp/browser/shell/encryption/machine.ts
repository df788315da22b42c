// The one machine of this browser: its identity, its sessions, its keys. Two of them on the same stores would use a key
// twice, so a Web Lock lets one worker have it at a time; a tab that needs it asks, and whoever has it lets go.
import { DeviceId, DeviceLists, initAsync, OlmMachine, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { KEYS_BEGIN } from './protocol.ts';
import { forgetKeys, loadDevice, saveDevice } from './store.ts';
import { carryAll, NotSent, post } from './wire.ts';

const LOCK = 'superapp-keys';
const UNKNOWN_DEVICE = 404;
const DEVICE_ID_LETTERS = 16;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const asking = new BroadcastChannel(LOCK);
let held: { machine: OlmMachine; me: string; letGo(): void } | null = null;
let isWanted = false; // by another tab
let isBusy = false;

asking.onmessage = () => {
  isWanted = true;
  if (!isBusy) release();
};

export function nameOf(personId: string): UserId {
  return new UserId(`@${personId}:superapp`);
}

/** Do one piece of work with the machine; callers wait for each other. */
export async function withMachine<Value>(
  me: string,
  wasm: string,
  work: (machine: OlmMachine) => Promise<Value>,
): Promise<Value> {
  isBusy = true;
  try {
    await initAsync(wasm);
    if (held && held.me !== me) release();
    const { machine } = held ?? (await acquire(me));
    return await work(machine);
  } finally {
    isBusy = false;
    if (isWanted) release();
  }
}

/** Take in what other browsers left for this one, and bring new one-time keys where some were used. */
export async function collect(machine: OlmMachine): Promise<void> {
  let done: string[] = [];
  for (;;) {
    const answer = await post('/keys/collect', { done });
    const letters = answer['letters'] as { id: string; sender: string; type: string; content: unknown }[];
    const counts = answer['one_time_key_counts'] as Record<string, number>;
    await machine.receiveSyncChanges(
      JSON.stringify(letters.map(({ sender, type, content }) => ({ sender, type, content }))),
      new DeviceLists(),
      new Map(Object.entries(counts)),
      new Set(answer['device_unused_fallback_key_types'] as string[]),
    );
    await carryAll(machine);
    if (!letters.length) return;
    done = letters.map((one) => one.id);
  }
}

async function acquire(me: string): Promise<{ machine: OlmMachine; me: string; letGo(): void }> {
  const letGo = await locked();
  try {
    const machine = await opened(me);
    held = { machine, me, letGo };
    return held;
  } catch (error) {
    letGo();
    throw error;
  }
}

function release(): void {
  isWanted = false;
  held?.machine.close();
  held?.letGo();
  held = null;
}

/** Resolves with what gives the lock back. */
function locked(): Promise<() => void> {
  return new Promise((resolve, reject) => {
    asking.postMessage('let go');
    navigator.locks.request(LOCK, () => new Promise<void>((letGo) => resolve(letGo))).catch(reject);
  });
}

/** A browser whose sign-in has ended is a stranger to the server, and begins anew. */
async function opened(me: string): Promise<OlmMachine> {
  const known = await loadDevice();
  if (known && known.me !== me) await forgetKeys();
  try {
    return await started(me);
  } catch (error) {
    if (!(error instanceof NotSent) || error.status !== UNKNOWN_DEVICE || !known) throw error;
    await forgetKeys();
    return started(me);
  }
}

async function started(me: string): Promise<OlmMachine> {
  const deviceId = (await loadDevice())?.deviceId ?? newDeviceId();
  await saveDevice({ me, deviceId });
  const machine = await OlmMachine.initialize(nameOf(me), new DeviceId(deviceId), KEYS_BEGIN);
  // Keys of older messages are never asked for nor given away: a new browser reads from its first day on.
  machine.roomKeyRequestsEnabled = false;
  machine.roomKeyForwardingEnabled = false;
  try {
    await carryAll(machine);
    await collect(machine);
    return machine;
  } catch (error) {
    // Without a network, what was written before can still be read.
    if (error instanceof NotSent && error.why === 'offline') return machine;
    machine.close();
    throw error;
  }
}

function newDeviceId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(DEVICE_ID_LETTERS));
  return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join('');
}
