// <form data-like> in a post: the heart answers at once and in place. Without scripts the form leads to the post.

import { t } from '../say.ts';
import { toast } from './announce.ts';
import { ask, Refused } from './api.ts';

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches('[data-like]')) return;
  event.preventDefault();
  void press(form);
});

async function press(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>('.like');
  const state = form.querySelector<HTMLInputElement>('[name=state]');
  const shown = form.querySelector('[data-likes]');
  if (!button || !state || !shown || button.ariaBusy === 'true') return;
  button.ariaBusy = 'true';
  try {
    const { likes } = await ask('POST', form.getAttribute('action') ?? '', { state: state.value });
    button.ariaPressed = String(state.value === 'on');
    state.value = state.value === 'on' ? 'off' : 'on';
    shown.textContent = likes ? String(likes) : '';
  } catch (error) {
    toast(error instanceof Refused ? error.message : t('No answer came. Try again.'), 'bad');
  } finally {
    button.ariaBusy = 'false';
  }
}
