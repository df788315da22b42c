// Words in the reader's language. English stands in the code and is the key; for other languages the page brings a script
// that leaves the texts in `superappWords` before any island is drawn (superapp/web/words.py). Facts stand in the text as
// %(name)s, so that a translation can move them.
type Words = { forms: string[]; texts: Record<string, string | string[]> };
type Facts = Record<string, string | number>;

const known: Words | undefined = (globalThis as { superappWords?: Words }).superappWords;

/** The text in the page's language, with its facts. */
export function t(text: string, facts?: Facts): string {
  const found = known?.texts[text];
  return fill(typeof found === 'string' ? found : (found?.[0] ?? text), facts);
}

/** One of two texts by a number, which is the fact `num`; other languages have one, two or three forms. */
export function tn(one: string, many: string, num: number, facts?: Facts): string {
  const found = known?.texts[one];
  const forms = Array.isArray(found) ? found : undefined;
  const category = new Intl.PluralRules(document.documentElement.lang || 'en').select(num);
  const at = known ? known.forms.indexOf(category) : 0;
  const form = forms ? (forms[at] ?? forms.at(-1)!) : num === 1 ? one : many;
  return fill(form, { num, ...facts });
}

function fill(text: string, facts: Facts | undefined): string {
  return facts ? text.replace(/%\(([a-z_]+)\)s/g, (whole, name: string) => String(facts[name] ?? whole)) : text;
}
