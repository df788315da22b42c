// The sheet that sends a message on: a list of chats to tick, searched by name.
import { html } from 'lit';
import { t, tn } from '../../say.ts';
import { toast } from '../announce.ts';
import { ask, Refused } from '../api.ts';
import { fields, list, type Message, readConversation, text } from '../validate.ts';
import { avatar, icon } from '../words.ts';
import { type Dialog, openDialog } from './dialog.ts';

/** id: of a conversation, or of somebody to begin one with. seed: whose colour the avatar has. */
type Target = { id: string; title: string; seed: string; picture: string };

const TARGETS_MAX = 20; // superapp/flows/forward_message.py

/** Raises when the chats cannot be had. */
export async function forwardMessage(message: Message): Promise<void> {
  const answer = await ask('GET', '/chats/forward');
  const targets = [...list(answer.chats).map(asChat), ...list(answer.people).map(asPerson)];
  const chosen = new Set<string>();
  let wanted = '';
  const content = (opened: Dialog) => {
    const shown = targets.filter((one) => one.title.toLowerCase().includes(wanted.toLowerCase()));
    const draw = () => opened.draw(content(opened));
    return html`<h2 class="sheet-title">${t('Forward to')}</h2>
        <label class="search"><span class="visually-hidden">${t('Find a chat')}</span>${icon('search')}<input type="search" placeholder=${t('Find a chat')} @input=${(
          event: Event,
        ) => {
          wanted = (event.target as HTMLInputElement).value;
          draw();
        }}></label>
        <div class="sheet-list">${shown.length ? shown.map((one) => row(one, chosen, draw)) : html`<p class="soft small">${t('No chat by that name.')}</p>`}</div>
        <div class="buttons">
          <button class="button" @click=${() => opened.close()}>${t('Cancel')}</button>
          <button class="button" data-kind="primary" ?disabled=${!chosen.size} @click=${send}>${t('Send')}</button>
        </div>`;
  };
  const send = async (): Promise<void> => {
    const body = { to: [...chosen], client_id: crypto.randomUUID() };
    try {
      await ask('POST', `/chats/${message.conversation_id}/messages/${message.seq}/forward`, body);
      dialog.close();
      toast(tn('Sent to %(num)s chat.', 'Sent to %(num)s chats.', chosen.size), 'good');
    } catch (error) {
      toast(error instanceof Refused ? `${error.message}. ${error.next}` : t('No network. Nothing was sent.'), 'bad');
    }
  };
  const dialog = openDialog(t('Forward to'), content);
}

function asChat(value: unknown): Target {
  const { id, title, peer_id: seed, picture } = readConversation(value);
  return { id, title, seed, picture };
}

function asPerson(value: unknown): Target {
  const one = fields(value);
  const id = text(one, 'id');
  return { id, title: text(one, 'name'), seed: id, picture: text(one, 'picture') };
}

function row(one: Target, chosen: Set<string>, draw: () => void) {
  const toggle = (event: Event): void => {
    if ((event.target as HTMLInputElement).checked) chosen.add(one.id);
    else chosen.delete(one.id);
    draw();
  };
  const isFull = chosen.size >= TARGETS_MAX && !chosen.has(one.id);
  return html`<label class="row choice">${avatar(one.title, one.seed, '', '', one.picture)}<span class="row-text"><span class="row-title">${one.title}</span></span><input type="checkbox" .checked=${chosen.has(one.id)} ?disabled=${isFull} @change=${toggle}></label>`;
}
