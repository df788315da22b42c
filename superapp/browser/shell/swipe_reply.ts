// A message pulled to the left is answered. It follows the finger a little way; a mark beside it shows from where on
// letting go means the answer. The message's menu has the same act.
import { onSwipe } from './swipes.ts';

const ANSWER_PX = 56;
const PULLED_PX_MAX = 76;

/** Heard by the conversation the message is in; detail: its number. */
export const ANSWER = 'sa-answer';

onSwipe((target, side) => {
  const message = target.closest<HTMLElement>('.message[data-answerable]');
  if (side !== 'left' || !message) return null;
  return {
    moved(dx) {
      const pulled = Math.min(PULLED_PX_MAX, Math.max(0, -dx));
      message.style.setProperty('--pulled', `${-pulled}px`);
      message.dataset.pulled = pulled >= ANSWER_PX ? 'enough' : 'some';
    },
    ended(dx) {
      message.style.removeProperty('--pulled');
      delete message.dataset.pulled;
      if (-dx >= ANSWER_PX)
        message.dispatchEvent(new CustomEvent(ANSWER, { bubbles: true, detail: Number(message.dataset.seq) }));
    },
  };
});
