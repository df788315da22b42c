// What the shell receives from the server, given its names. Everything that crosses the wire is `unknown` until it has
// been through here; the server's side of these shapes is superapp/chat/views.py and superapp/realtime/frames.py.

export type Conversation = {
  id: string;
  kind: 'direct' | 'service' | 'group' | 'saved' | 'encrypted';
  title: string;
  peer_id: string;
  picture: string; // of the other person, or empty
  standing: '' | 'contact' | 'stranger' | 'blocked'; // to the other person
  last_seq: number;
  read_seq: number;
  peer_read_seq: number;
  last_at: string | null;
  last_line: string;
  last_by: string; // who wrote the last line, in a group
  last_mine: boolean;
  mention_seq: number; // the newest unread message that names me, or 0
  can_write: boolean;
  role: '' | 'owner' | 'admin' | 'member'; // in a group
  people: number; // in a group
  announcement: string; // above the thread of a group, or empty
  from_seq: number; // what can be read begins after it
  pinned_at: string | null;
  is_muted: boolean;
  wrote_seq: number; // the newest message I wrote, or 0
  read_by: number; // how many of a group have read that
  pins: Pin[]; // what stands above the thread, the latest last
};

/** A pinned message, in one line. */
export type Pin = { seq: number; line: string };

export type Message = {
  id: string;
  conversation_id: string;
  seq: number;
  sender_id: string | null;
  kind: string;
  body: Record<string, unknown>;
  client_id: string | null;
  sent_at: string;
  revision: number;
  is_forwarded: boolean;
  is_edited: boolean;
  answers: Answered | null;
  reactions: Reaction[];
  preview: Preview | null;
  names: Record<string, string>; // of everybody named in this message
};

/** The message that is answered, in one line. */
export type Answered = { seq: number; sender_id: string | null; line: string };
/** What stands behind the first link of a message. picture: its id, or empty. */
export type Preview = {
  url: string;
  title: string;
  description: string;
  site: string;
  picture: string;
  width: number;
  height: number;
};
export type Reaction = { emoji: string; people: string[] };

export type Receipt = {
  title: string;
  merchant: string;
  amount_minor: number;
  currency: string;
  status: string;
  seq: number;
  paid_at: string;
  appid: string;
};

export type ProgramCard = { appid: string; name: string; title: string; path: string; image: string };

export type Picture = { picture: string; width: number; height: number };

/** What the sender did to the group. */
export type Notice = { what: string; people: string[]; title: string };

export type Frame =
  | {
      t: 'event';
      seq: number;
      kind: string;
      conversation_id: string;
      conversation: Conversation | null; // null: no longer in it
      message: Message | null;
      requests: number | null; // who waits for an answer, when that has changed
    }
  | { t: 'typing'; conversation_id: string; person_id: string }
  | { t: 'caught_up'; seq: number }
  | { t: 'reset'; seq: number };

export type PageState = {
  me: string;
  now: string; // by the server's clock
  last_event: number;
  requests: number; // how many people wait for an answer
  conversations: Conversation[];
  has_older: boolean;
  open: { conversation: Conversation; messages: Message[] } | null;
};

type Fields = Record<string, unknown>;

export class ShapeError extends Error {}

export function readPageState(value: unknown): PageState {
  const state = fields(value);
  const open = state.open === undefined ? null : fields(state.open);
  return {
    me: text(state, 'me'),
    now: text(state, 'now'),
    last_event: number(state, 'last_event'),
    requests: number(state, 'requests'),
    conversations: list(state.conversations).map(readConversation),
    has_older: state.has_older === true,
    open: open && { conversation: readConversation(open.conversation), messages: list(open.messages).map(readMessage) },
  };
}

export function readFrame(value: unknown): Frame {
  const frame = fields(value);
  if (frame.t === 'typing')
    return { t: 'typing', conversation_id: text(frame, 'conversation_id'), person_id: text(frame, 'person_id') };
  const seq = number(frame, 'seq');
  switch (frame.t) {
    case 'event':
      return {
        t: 'event',
        seq,
        kind: text(frame, 'kind'),
        conversation_id: text(frame, 'conversation_id'),
        conversation: frame.conversation === null ? null : readConversation(frame.conversation),
        message: frame.message === null ? null : readMessage(frame.message),
        requests: frame.requests === null ? null : number(frame, 'requests'),
      };
    case 'caught_up':
    case 'reset':
      return { t: frame.t, seq };
    default:
      throw new ShapeError(`unknown frame ${String(frame.t)}`);
  }
}

export function readConversation(value: unknown): Conversation {
  const one = fields(value);
  const kind = text(one, 'kind');
  if (kind !== 'direct' && kind !== 'service' && kind !== 'group' && kind !== 'saved' && kind !== 'encrypted')
    throw new ShapeError(`unknown kind ${kind}`);
  return {
    id: text(one, 'id'),
    kind,
    title: text(one, 'title'),
    peer_id: text(one, 'peer_id'),
    picture: text(one, 'picture'),
    standing: readStanding(text(one, 'standing')),
    last_seq: number(one, 'last_seq'),
    read_seq: number(one, 'read_seq'),
    peer_read_seq: number(one, 'peer_read_seq'),
    last_at: one.last_at === null ? null : text(one, 'last_at'),
    last_line: text(one, 'last_line'),
    last_by: text(one, 'last_by'),
    last_mine: one.last_mine === true,
    mention_seq: number(one, 'mention_seq'),
    can_write: one.can_write === true,
    role: readRole(text(one, 'role')),
    people: number(one, 'people'),
    announcement: one.announcement === undefined ? '' : text(one, 'announcement'), // kept here before there were any
    from_seq: number(one, 'from_seq'),
    pinned_at: one.pinned_at === null ? null : text(one, 'pinned_at'),
    is_muted: one.is_muted === true,
    // A device may keep conversations from before there were any.
    wrote_seq: one.wrote_seq === undefined ? 0 : number(one, 'wrote_seq'),
    read_by: one.read_by === undefined ? 0 : number(one, 'read_by'),
    pins: one.pins === undefined ? [] : list(one.pins).map((pin) => readPin(fields(pin))),
  };
}

function readPin(one: Fields): Pin {
  return { seq: number(one, 'seq'), line: text(one, 'line') };
}

function readStanding(standing: string): Conversation['standing'] {
  if (standing !== '' && standing !== 'contact' && standing !== 'stranger' && standing !== 'blocked')
    throw new ShapeError(`unknown standing ${standing}`);
  return standing;
}

function readRole(role: string): Conversation['role'] {
  if (role !== '' && role !== 'owner' && role !== 'admin' && role !== 'member')
    throw new ShapeError(`unknown role ${role}`);
  return role;
}

export function readMessage(value: unknown): Message {
  const one = fields(value);
  return {
    id: text(one, 'id'),
    conversation_id: text(one, 'conversation_id'),
    seq: number(one, 'seq'),
    sender_id: one.sender_id === null ? null : text(one, 'sender_id'),
    kind: text(one, 'kind'),
    body: fields(one.body),
    client_id: one.client_id === null ? null : text(one, 'client_id'),
    sent_at: text(one, 'sent_at'),
    revision: number(one, 'revision'),
    is_forwarded: one.is_forwarded === true,
    is_edited: one.is_edited === true,
    answers: one.answers === null ? null : readAnswered(fields(one.answers)),
    reactions: list(one.reactions).map((reaction) => readReaction(fields(reaction))),
    // A device may keep messages from before there were previews.
    preview: one.preview === null || one.preview === undefined ? null : readPreview(fields(one.preview)),
    names: Object.fromEntries(Object.entries(fields(one.names)).map(([id, name]) => [id, String(name)])),
  };
}

function readAnswered(one: Fields): Answered {
  const sender = one.sender_id === null ? null : text(one, 'sender_id');
  return { seq: number(one, 'seq'), sender_id: sender, line: text(one, 'line') };
}

function readPreview(one: Fields): Preview {
  const url = text(one, 'url');
  if (!/^https?:\/\//.test(url)) throw new ShapeError('a preview leads to a page');
  const picture = text(one, 'picture');
  return {
    url,
    title: text(one, 'title'),
    description: text(one, 'description'),
    site: text(one, 'site'),
    picture: /^lnk_[0-9a-z]{26}$/.test(picture) ? picture : '',
    width: number(one, 'width'),
    height: number(one, 'height'),
  };
}

function readReaction(one: Fields): Reaction {
  return { emoji: text(one, 'emoji'), people: list(one.people).map(String) };
}

export function readPicture(body: Fields): Picture {
  return { picture: text(body, 'picture'), width: number(body, 'width'), height: number(body, 'height') };
}

export function readNotice(body: Fields): Notice {
  return { what: text(body, 'what'), people: list(body.people).map(String), title: text(body, 'title') };
}

export function readReceipt(body: Fields): Receipt {
  return {
    title: text(body, 'title'),
    merchant: text(body, 'merchant'),
    amount_minor: number(body, 'amount_minor'),
    currency: text(body, 'currency'),
    status: text(body, 'status'),
    seq: number(body, 'seq'),
    paid_at: text(body, 'paid_at'),
    appid: text(body, 'appid'),
  };
}

// A file of a bundle, or a picture of a conversation: nothing that asks another server.
const OWN_IMAGE = /^\/mp\/|^\/chats\/cnv_[0-9a-z]{26}\/pictures\/pic_[0-9a-z]{26}-small\.webp$/;

/** The address of a card's picture, or empty. */
export function ownImage(body: Fields): string {
  const image = typeof body.image === 'string' ? body.image : '';
  return OWN_IMAGE.test(image) ? image : '';
}

export function readProgramCard(body: Fields): ProgramCard {
  return {
    appid: text(body, 'appid'),
    name: text(body, 'name'),
    title: text(body, 'title'),
    path: text(body, 'path'),
    image: ownImage(body),
  };
}

export function fields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError('not an object');
  return value as Fields;
}

export function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new ShapeError('not a list');
  return value;
}

export function text(from: Fields, name: string): string {
  const value = from[name];
  if (typeof value !== 'string') throw new ShapeError(`${name} is no text`);
  return value;
}

function number(from: Fields, name: string): number {
  const value = from[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new ShapeError(`${name} is no whole number`);
  return value;
}
