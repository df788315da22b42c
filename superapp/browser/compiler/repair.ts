// What css-tree leaves unread in a sheet, sorted into two kinds: rules nested without `&`, which every browser reads and
// which need their selectors bound like all others; and leftovers that no browser takes for a rule, which must not reach
// over into the text that follows them in the bundle. Called by styles.ts before it rewrites a sheet.
import * as css from 'css-tree';

const ROUNDS_MAX = 20;

export function repair(tree: css.CssNode): void {
  dropLeftovers(tree);
  // A rule that is read anew may hold unread ones itself.
  for (let round = 0; round < ROUNDS_MAX && readNested(tree); round++);
}

/** A brace too many, or a selector without a block at the end of the file. */
function dropLeftovers(tree: css.CssNode): void {
  if (tree.type !== 'StyleSheet') return;
  tree.children.forEach((node, item, list) => {
    const isStray = node.type === 'Rule' && node.prelude.type === 'Raw' && node.prelude.value.includes('}');
    if (node.type === 'Raw' || isStray) list.remove(item);
  });
}

function readNested(tree: css.CssNode): boolean {
  let again = false;
  css.walk(tree, {
    visit: 'Raw',
    enter(this: css.WalkContext, node: css.Raw, item: css.ListItem<css.CssNode>, list: css.List<css.CssNode>) {
      if (this.rule === null || this.declaration !== null || !list || !node.value.includes('{')) return;
      const rules = asRules(node.value);
      if (rules === null) return;
      list.replace(item, rules);
      again = true;
    },
  });
  return again;
}

/** The rules at the head of a text and the declarations that follow them; null when it begins with no rule. */
function asRules(text: string): css.List<css.CssNode> | null {
  const sheet = css.parse(text, { parseCustomProperty: true });
  if (sheet.type !== 'StyleSheet') return null;
  const [first, ...others] = sheet.children.toArray();
  if (!isRule(first)) return null;
  const last = others.pop();
  if (!others.every(isRule)) return null;
  if (last === undefined || isRule(last)) return sheet.children;
  if (last.type !== 'Raw') return null;
  const rest = css.parse(last.value, { context: 'declarationList', parseCustomProperty: true });
  sheet.children.pop();
  if (rest.type === 'DeclarationList') sheet.children.appendList(rest.children);
  return sheet.children;
}

function isRule(node: css.CssNode | undefined): boolean {
  return node?.type === 'Rule' && node.prelude.type === 'SelectorList';
}
