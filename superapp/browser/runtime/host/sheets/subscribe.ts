// Offers messages of a program: one switch for each template, and whether to keep the answer.

import { t } from '../../../say.ts';
import type { MessageTemplate } from '../../protocol/server.ts';
import { make } from '../dom.ts';
import { avatar, button, foot, type Layer, sheet } from './sheet.ts';

export type Choice = 'accept' | 'reject';
export type Chosen = { answers: { [template: string]: Choice }; keep: boolean };

/** null when the person left without an answer. */
export function askSubscriptions(
  layer: Layer,
  program: { name: string; appid: string },
  templates: MessageTemplate[],
): Promise<Chosen | null> {
  return sheet<Chosen | null>(layer, t('Messages from %(name)s', { name: program.name }), null, (body, finish) => {
    const boxes = templates.map((template) => {
      const box = make('input', { type: 'checkbox', name: template.id });
      box.checked = true;
      return box;
    });
    const rows = boxes.map((box, at) => {
      const { title, says } = templates[at]!;
      return make(
        'label',
        { class: 'program-toggle' },
        make('span', {}, title, make('small', {}, says.join(' · '))),
        box,
      );
    });
    const keep = make('input', { type: 'checkbox' });
    const answer = (accepted: boolean) =>
      finish({
        answers: Object.fromEntries(boxes.map((box) => [box.name, accepted && box.checked ? 'accept' : 'reject'])),
        keep: keep.checked,
      });
    const no = button(t('No, thanks'), () => answer(false));
    body.append(
      make(
        'div',
        { class: 'program-asks' },
        avatar(program.name, program.appid, 'program'),
        make('p', {}, t('%(name)s would like to send you one message for each of these.', { name: program.name })),
      ),
      make('div', { class: 'program-list' }, ...rows),
      make(
        'label',
        { class: 'program-toggle', 'data-kind': 'quiet' },
        make('span', {}, t('Always keep this choice')),
        keep,
      ),
      foot(
        no,
        button(t('Allow'), () => answer(true), 'primary'),
      ),
    );
    return no;
  });
}
