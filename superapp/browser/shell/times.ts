// Moments written by the server are in UTC; this rewrites every `<time datetime data-form>` of a page to the device's
// own zone. Forms: "short", "medium", "long", "date", "time" (superapp/web/rendering.py).
import { dateFormat } from './formats.ts';

const FORMS: Record<string, Intl.DateTimeFormatOptions> = {
  short: { dateStyle: 'short', timeStyle: 'short' },
  medium: { dateStyle: 'medium', timeStyle: 'short' },
  long: { dateStyle: 'long', timeStyle: 'long' },
  date: { dateStyle: 'medium' },
  time: { timeStyle: 'short' },
};

export function localTimes(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>('time[data-form]')) {
    const moment = new Date(element.dateTime);
    const form = FORMS[element.dataset.form ?? ''] ?? FORMS.medium!;
    if (Number.isNaN(moment.getTime())) continue;
    element.textContent = dateFormat(form).format(moment);
  }
}
