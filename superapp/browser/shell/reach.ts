// How far a message got: the mark under the newest one of one's own, and the sheet that names who has read it.
import { html, nothing, render, type TemplateResult } from 'lit';
import { t, tn } from '../say.ts';
import { toast } from './announce.ts';
import { ask } from './api.ts';
import { subscribe } from './store.ts';
import { type Conversation, fields, list, type Message, text } from './validate.ts';
import { avatar, icon } from './words.ts';

type Someone = { id: string; name: string; picture: string };

/** What stands beside the time of the newest message of one's own. */
export function reachNote(message: Message, known: Conversation): TemplateResult {
  if (known.kind === 'service' || known.kind === 'saved') return mark(false, '');
  const [isRead, label] =
    known.kind === 'group' ? readByGroup(message, known) : [known.peer_read_seq >= message.seq, t('Read')];
  return html`<button class="link-button reach" aria-haspopup="dialog" @click=${() => void showReach(message)}>${mark(isRead, label)}</button>`;
}

function readByGroup(message: Message, known: Conversation): [boolean, string] {
  const count = message.seq === known.wrote_seq ? known.read_by : 0;
  const isAll = count > 0 && count >= known.people - 1;
  return [count > 0, isAll ? t('Read by everyone') : tn('Read by %(num)s', 'Read by %(num)s', count)];
}

function mark(isRead: boolean, label: string): TemplateResult {
  return html`${icon(isRead ? 'check-check' : 'check')}<span>${isRead ? label : t('Sent')}</span>`;
}

// A device that comes back leaves no event for everybody who wrote to it: that would be one for each group and writer. Who
// looks at the sheet asks again instead.
const ASK_AGAIN_MS = 4_000;

/** The sheet of one's own message; it follows while it is open. */
export async function showReach(message: Message): Promise<void> {
  const address = `/chats/${message.conversation_id}/messages/${message.seq}/reach`;
  const dialog = document.createElement('dialog');
  dialog.className = 'sheet';
  dialog.setAttribute('aria-labelledby', 'reach-title');
  const look = async (): Promise<boolean> => {
    const answer = await ask('GET', address).catch(() => null);
    if (answer)
      render(
        drawn(answer, () => dialog.close()),
        dialog,
      );
    return answer !== null;
  };
  if (!(await look())) return toast(t('This did not work'), 'bad');
  const leave = subscribe(() => void look());
  const again = setInterval(() => {
    if (document.visibilityState === 'visible') void look();
  }, ASK_AGAIN_MS);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('close', () => {
    leave();
    clearInterval(again);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function drawn(answer: Record<string, unknown>, close: () => void): TemplateResult {
  const [read, delivered, sent] = [answer.read, answer.delivered, answer.sent].map((people) =>
    list(people).map((one): Someone => {
      const who = fields(one);
      return { id: text(who, 'id'), name: text(who, 'name'), picture: text(who, 'picture') };
    }),
  );
  return html`<header class="sheet-head"><h2 id="reach-title">${t('How far it got')}</h2><button class="icon-button" type="button" aria-label=${t('Close')} @click=${close}>${icon('x')}</button></header>
    <div class="sheet-list">${people(t('Read by'), read!)}${people(t('Delivered to'), delivered!)}${people(t('Sent to'), sent!)}</div>
    <p class="soft small">${t('Who does not let you see their reading, or when they were here, stays under Sent to.')}</p>`;
}

function people(title: string, found: Someone[]): TemplateResult | typeof nothing {
  if (!found.length) return nothing;
  return html`<section class="section"><h2>${title} <span class="number">${found.length}</span></h2><ul class="rows">${found.map(
    (one) =>
      html`<li><a class="row" href="/people/${one.id}">${avatar(one.name, one.id, 'small', '', one.picture)}<span class="row-text"><span class="row-title">${one.name}</span></span></a></li>`,
  )}</ul></section>`;
}
