// The page's language for dates, numbers and lists. Each form is made once: making one takes a hundred times as long as
// using it, and a page of messages uses them in every line.
const made = new Map<string, unknown>();

export function language(): string {
  return document.documentElement.lang || 'en';
}

export function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once('date', options, () => new Intl.DateTimeFormat(language(), options));
}

export function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return once('number', options, () => new Intl.NumberFormat(language(), options));
}

function once<Format>(kind: string, options: object, make: () => Format): Format {
  const key = `${kind} ${language()} ${JSON.stringify(options)}`;
  if (!made.has(key)) made.set(key, make());
  return made.get(key) as Format;
}
