// Who has read a message of one's own, whom it reached, and to whom it is on its way.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../say.ts';
import { ask } from '../api.ts';
import { fields, list, type Message, text } from '../validate.ts';
import { avatar } from '../words.ts';
import { type Dialog, head, openDialog } from './dialog.ts';

type Someone = { id: string; name: string; picture: string };

// A device that comes back leaves no event for everybody who wrote to it: that would be one for each group and writer. Who
// looks at the sheet asks again instead.
const ASK_AGAIN_MS = 4_000;

/** subscribe: to what changes in the shell. Raises when it cannot be had. */
export async function showReach(message: Message, subscribe: (changed: () => void) => () => void): Promise<void> {
  const address = `/chats/${message.conversation_id}/messages/${message.seq}/reach`;
  const first = await ask('GET', address);
  const dialog = openDialog(t('How far it got'), (opened) => drawn(first, opened));
  const look = async (): Promise<void> => {
    const answer = await ask('GET', address).catch(() => null); // the next look repeats it
    if (answer) dialog.draw(drawn(answer, dialog));
  };
  const leave = subscribe(() => void look());
  const again = setInterval(() => {
    if (document.visibilityState === 'visible') void look();
  }, ASK_AGAIN_MS);
  void dialog.closed.then(() => {
    leave();
    clearInterval(again);
  });
}

function drawn(answer: Record<string, unknown>, dialog: Dialog): TemplateResult {
  const [read, delivered, sent] = [answer.read, answer.delivered, answer.sent].map((people) =>
    list(people).map((one): Someone => {
      const who = fields(one);
      return { id: text(who, 'id'), name: text(who, 'name'), picture: text(who, 'picture') };
    }),
  );
  return html`${head(t('How far it got'), dialog)}
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
