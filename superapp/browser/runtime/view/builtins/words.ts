// Blanks and entities as <text> and <rich-text> read them.

const SPACES: { [name: string]: string } = { ensp: '\u2002', emsp: '\u2003', nbsp: '\u00a0' };
const ENTITIES: { [name: string]: string } = { ...SPACES, lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' };

/** space: of the property; blanks become that wide and are kept. */
export function spaced(text: string, space: string): string {
  const wide = SPACES[space];
  return wide ? text.replace(/ /g, wide) : text;
}

export function decoded(text: string): string {
  return text.replace(/&(\w+);/g, (all, name: string) => ENTITIES[name] ?? all);
}
