// What the host page and the server say to each other about an open program. The host page is the only one that
// calls these; the frame and its Worker never see a program session. The server checks every call again, so nothing
// here is a matter of trust. Python side: superapp/web/bridge.
//
//   POST /bridge/sessions        OpenRequest            -> 200 OpenedProgram | 4xx Problem
//   POST /bridge/sessions/close  (X-Program-Session)    -> 200 {}
//   POST /bridge/call/<api>      (X-Program-Session)    -> 200 Called, also for every refusal of a known person
//
//   socket /bridge/socket                            a SocketHello first, then frames of both sides
//
// All bodies are JSON; all addresses are paths of the host's own origin. Send cookies (`credentials: "same-origin"`).

import type { MapLook } from './messages.ts';

export const SESSION_HEADER = 'X-Program-Session';

export interface OpenRequest {
  appid: string;
  path: string; // "" opens the entry page; "pages/goods/goods?id=7" with or without a leading slash
}

export interface OpenedProgram {
  session: string; // 43 characters; ends with the sign-in, or 12 hours after opening
  appid: string;
  name: string;
  hash: string; // of the bundle: 64 hex digits
  version: number; // 1, 2, 3 … within the program
  frame_url: string; // "/mp/<appid>/<hash>/frame.html": the only document the page's frame-src allows
  files: { meta: string; view: string; logic: string }; // fetch as text, hand to the frame over its port
  runtime: { worker: string; more: string; view: string }; // "/rt/<hash>/worker.js": fetched as text; more.js
  // only for programs that need it (more.ts); view.js is loaded by frame.html
  assets: string; // "/mp/<appid>/<hash>/": what a relative image address stands on
  media: string; // "/mp/<appid>/<hash>/~<token>/": before the base64url of an address elsewhere
  map: MapLook;
  files_key: string; // names what this person's program keeps on a device; 32 hex digits
  entry: string; // page path, no leading slash, one of config.pages
  query: string; // "a=1&b=2", not decoded
  capabilities: string[]; // names of the server-side apis this session may call
  storage: StorageSnapshot;
  config: ProgramConfig;
  traced?: boolean; // by `superapp dev`: see Launch
  keeping?: Keeping;
}

/** What a device may keep, so that the program opens without a network. files: paths of the package; bytes: of all. */
export interface Keeping {
  files: string[];
  bytes: number;
  is_pinned: boolean; // pinned ones are kept longest
}

export interface StorageSnapshot {
  keys: Record<string, string>; // key -> JSON text of the value, as setStorage sent it
  bytes: number;
  limit_bytes: number; // 10 MB
  key_limit_bytes: number; // 1 MB
}

export interface ProgramConfig {
  pages: string[];
  window: Record<string, unknown>;
  tabBar: Record<string, unknown> | null;
  [more: string]: unknown; // the rest of app.facts.json
}

/** The answer of a call. `errMsg` is the platform's text, such as "request:fail url not in domain list". */
export type Called = { ok: Record<string, unknown> } | { refused: Refused };

export interface Refused {
  errno: number;
  errMsg: string;
  code?: 'session_ended'; // set when this session is of no more use: open the program again
}

/** Arguments and results of the server-side apis. Unknown fields are refused, not ignored. */
export interface ServerApis {
  login: { arg: Record<string, never>; ok: { code: string } };
  checkSession: { arg: Record<string, never>; ok: Record<string, never> };
  request: { arg: RequestArg; ok: RequestReply };
  requestPayment: { arg: PaymentArg; ok: { cashier: string } }; // hand the token to the cashier port
  setStorage: { arg: { key: string; data: string }; ok: { bytes: number } }; // data: JSON text; bytes: all keys
  removeStorage: { arg: { key: string }; ok: { bytes: number } };
  clearStorage: { arg: Record<string, never>; ok: { bytes: number } };
  // For the host's own sheets; a program reaches them through an ability alone.
  getSetting: { arg: Record<string, never>; ok: Allowed };
  setConsent: { arg: { scope: string; granted: boolean }; ok: Record<string, never> };
  getUserInfo: { arg: { named: boolean; secret?: boolean }; ok: Record<string, unknown> }; // the platform's fields
  getPhoneNumber: { arg: { id: string }; ok: { code: string; encryptedData: string; iv: string } };
  listDetails: { arg: { kind: DetailKind }; ok: { details: Detail[] } };
  saveDetail: { arg: { kind: DetailKind; id?: string; fields: Record<string, string> }; ok: Detail };
  useDetail: { arg: { id: string }; ok: { fields: Record<string, string> } };
  removeDetail: { arg: { id: string }; ok: Record<string, never> };
  answerSubscriptions: {
    arg: { answers: Record<string, 'accept' | 'reject'>; keep: boolean };
    ok: Record<string, never>;
  };
  messageTemplates: { arg: { ids: string[] }; ok: { templates: MessageTemplate[] } };
  openContact: { arg: ContactArg; ok: { conversation_id: string } };
  keepSubscription: { arg: { template_id: string; choice: 'accept' | 'reject' }; ok: Record<string, never> };
  forgetProgram: { arg: Record<string, never>; ok: Record<string, never> }; // storage, consents, subscriptions
  shareTargets: { arg: Record<string, never>; ok: { chats: { id: string; title: string; seed: string }[] } };
  shareCard: { arg: ShareArg; ok: Record<string, never> };
  aboutProgram: { arg: Record<string, never>; ok: AboutProgram };
  checkUpdate: { arg: Record<string, never>; ok: { has_update: boolean } };
  programName: { arg: { appid: string }; ok: { name: string } };
  showMerchantTransfer: { arg: TransferArg; ok: TransferOffer };
  takeMerchantTransfer: { arg: TransferArg; ok: Record<string, never> }; // only after the person said yes
  envelopeTargets: { arg: Record<string, never>; ok: { chats: { id: string; title: string; seed: string }[] } };
  showGift: { arg: { token: string }; ok: GiftTold };
  takeGift: { arg: { token: string }; ok: { amount: string } }; // only after the person said yes
  getEnvelopes: { arg: { before: string; limit: number }; ok: { envelopes: EnvelopeTold[] } }; // scope.envelopes
}

export interface TransferArg {
  mchId: string;
  appId: string;
  package: string;
}

/** What the sheet shows of money from a merchant. amount: such as "8.88 CNY"; reason: the merchant's words, or "". */
export interface TransferOffer {
  merchant: string;
  amount: string;
  remark: string;
  reason: string;
}

/** An envelope the person gave or opened. Amounts in the smallest unit; moments as ISO 8601, '' for none yet. place, giver
 * and proof are empty, and got is the person's own line alone, when they are not in that chat any more. A key stands for
 * one person, or one chat, in all answers to this program about this person. */
export interface EnvelopeTold {
  id: string;
  place: string;
  placeKey: string;
  isGroup: boolean;
  giver: string;
  giverKey: string;
  isMine: boolean;
  kind: 'lucky' | 'equal';
  greeting: string;
  cover: string;
  total: number;
  currency: string;
  shares: number;
  taken: number;
  returned: number;
  mine: number;
  state: 'open' | 'full' | 'over';
  sentAt: string;
  expiresAt: string;
  got: { key: string; name: string; amount: number; at: string; isMe: boolean; isLuckiest: boolean }[];
  proof: EnvelopeProof | null;
}

/** A merchant's campaign behind a link. mine: what the person got already, such as "8.88 CNY", or ''. */
export interface GiftTold {
  merchant: string;
  title: string;
  greeting: string;
  cover: string;
  canOpen: boolean;
  mine: string;
  ranOut: boolean;
}

/** What wallet/payments/envelope_split.py verifies. seed is '' and amounts empty while shares are left. */
export interface EnvelopeProof {
  envelope: string;
  kind: 'lucky' | 'equal';
  total_minor: number;
  currency: string;
  shares: number;
  commitment: string;
  seed: string;
  amounts: number[];
  taken: { position: number; amount_minor: number }[];
}

/** scopes: those the person has decided about. kept: template id -> answer that is given without asking. */
export interface Allowed {
  scopes: Record<string, boolean>;
  wants_messages: boolean;
  kept: Record<string, 'accept' | 'reject'>;
}

export type DetailKind = 'address' | 'invoice_title' | 'plate' | 'place' | 'phone';

export interface Detail {
  id: string;
  fields: Record<string, string>; // names of superapp/accounts/details.py, "" where nothing was written
}

export interface ShareArg {
  conversation_id: string;
  client_id: string;
  title: string;
  path: string; // "pages/goods/goods?id=7"
  image?: string; // a file of the bundle; others are left out
  price?: number; // of the product on the page, in the smallest unit; absent for a page without one
}

/** title, says: in the person's language: what the message is called, and what it tells. */
export interface MessageTemplate {
  id: string;
  title: string;
  says: string[];
}

export interface ContactArg {
  session_from: string;
  card: { title: string; path: string; image: string; price: number } | null; // price: smallest unit, 0 for none
}

export interface AboutProgram {
  name: string;
  developer: string;
  version: number;
  released_at: string;
  domains: string[];
}

export type ServerApi = keyof ServerApis;

export interface RequestArg {
  url: string; // https://host[:port]/…, on the program's list
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'TRACE' | 'CONNECT' | 'PATCH'; // default GET
  header?: Record<string, string>; // Referer, Host, X-Forwarded-* and hop headers are dropped
  body?: string; // already encoded by the runtime: text, or base64 when body_is_base64
  body_is_base64?: boolean;
  timeout?: number; // milliseconds, 1 to 60000; default 60000
  binary?: boolean; // true: the answer comes as base64 whatever it is (responseType "arraybuffer")
}

export interface RequestReply {
  statusCode: number; // any status is a success
  header: Record<string, string>;
  cookies: string[]; // Set-Cookie lines as received; the host keeps none
  data: string; // text (UTF-8, bad bytes replaced), or base64 when is_base64; the runtime parses JSON
  is_base64: boolean;
}

export interface PaymentArg {
  timeStamp: string;
  nonceStr: string;
  package: string; // "prepay_id=…"
  signType: string; // "RSA"
  paySign: string;
}

/** The first frame of /bridge/socket. The host answers {"opened": {protocol}} or closes with 4400 and a reason. */
export interface SocketHello {
  session: string;
  url: string; // wss://…, on the program's list
  header: Record<string, string>;
  protocols: string[];
  timeout: number; // milliseconds
}
