// Names of a page's animations. All open pages share one document here and have one each on the platform, so two pages
// may both have a `fade` and mean different things. Each page's own sheet uses a copy under a name of its own; the plain
// name stays for `style` attributes and for components. Called by styles.ts for the sheets of pages.
import * as css from 'css-tree';

export function ownKeyframes(text: string, page: string): string {
  if (!/keyframes/i.test(text)) return text;
  const tree = css.parse(text, { parseCustomProperty: false });
  const names = new Set<string>();
  css.walk(tree, {
    visit: 'Atrule',
    enter(rule: css.Atrule, item: css.ListItem<css.CssNode>, list: css.List<css.CssNode>) {
      const name = isKeyframes(rule) ? nameOf(rule) : null;
      if (name === null) return undefined;
      names.add(name.name);
      list.insertData(css.clone(rule), item);
      name.name = own(name.name, page);
      return css.walk.skip;
    },
  });
  css.walk(tree, {
    visit: 'Declaration',
    enter(declaration: css.Declaration) {
      if (!/^(-\w+-)?animation(-name)?$/i.test(declaration.property)) return;
      css.walk(declaration.value, (node) => {
        if (node.type === 'Identifier' && names.has(node.name)) node.name = own(node.name, page);
      });
    },
  });
  return css.generate(tree);
}

function own(name: string, page: string): string {
  return `${name}--${page}`;
}

function isKeyframes(rule: css.Atrule): boolean {
  return rule.name.toLowerCase().endsWith('keyframes');
}

function nameOf(rule: css.Atrule): css.Identifier | null {
  const first = rule.prelude?.type === 'AtrulePrelude' ? rule.prelude.children.first : null;
  return first?.type === 'Identifier' ? first : null;
}
