// What a page and its encryption worker say to each other. The worker holds the keys; a page gets words, numbers and
// ciphertext, never a key.

/** A message as the server has it. */
export type Sealed = { id: string; senderId: string; clientId: string | null; content: unknown };

/**
 * A file beside an encrypted message, and the key that opens it: AES-GCM, both in base64, used once. size: of the file in
 * bytes; width, height: of a picture in pixels, 0 otherwise; seconds: of a voice note, 0 otherwise.
 */
export type SealedFile = {
  kind: 'picture' | 'file' | 'voice';
  key: string;
  iv: string;
  name: string;
  size: number;
  width: number;
  height: number;
  seconds: number;
};

/** What stands in an encrypted message, before it is encrypted. replyTo: the number of the message it answers. */
export type Plain = { text: string; replyTo: number | null; file?: SealedFile };

/** why: there is no text because this browser never had the key, or because the message is not what it claims to be. */
export type Opened = Plain & { id: string; why: '' | 'no_key' | 'not_genuine'; isUnconfirmed: boolean };

/** A browser that can read the chat. fingerprint: its identity key, in groups of four. */
export type Browser = { personId: string; deviceId: string; fingerprint: string; isThis: boolean; isNew: boolean };

/**
 * isReady: the other person has a browser that can read. isChanged: a browser came that this person has not accepted.
 * isCompared: this person said that the numbers are the same. number: twelve groups of five digits. code: the QR code of
 * the same, a path over `side` squares; text: what stands in it.
 */
export type Standing = {
  isReady: boolean;
  isChanged: boolean;
  isCompared: boolean;
  number: string;
  code: { side: number; path: string; text: string };
  browsers: Browser[];
};

export type Wish =
  | { kind: 'open'; messages: Sealed[]; peerId: string; conversationId: string }
  | { kind: 'seal'; plain: Plain; clientId: string; peerId: string; conversationId: string }
  | { kind: 'look'; peerId: string }
  | { kind: 'accept'; peerId: string; number: string; isCompared: boolean }; // number: the one that was shown

/** me: whose keys; wasm: where the library lies. */
export type Ask = { id: number; me: string; wasm: string; wish: Wish };

export type Answer =
  | { kind: 'opened'; messages: Opened[] }
  | { kind: 'sealed'; content: unknown }
  | { kind: 'standing'; standing: Standing }
  | { kind: 'refused'; why: Why };

/** unready: the other person has no browser for this yet; changed: see `Standing`; offline, signed_out: no server. */
export type Why = 'unready' | 'changed' | 'offline' | 'signed_out' | 'refused' | 'broken';

export type Told = { id: number; answer: Answer };

/** The databases of keys begin with this name; signing out deletes them (shell/kept.ts). */
export const KEYS_BEGIN = 'superapp-keys';
