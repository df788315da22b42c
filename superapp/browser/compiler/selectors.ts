// Selectors of WXSS, bound to whom they are for. A component's classes get its scope as a prefix, because glass-easel
// writes them so into the class attribute; what has no class to prefix is bound to the component's host. A page's
// selectors are bound to the page's root, because all open pages share one document here and have one each on the
// platform. `:where` adds nothing to the weight of a selector, so the developer's cascade stays as it is.
import * as css from 'css-tree';
import type { Reach } from './styles.ts';

/** `view` is drawn as <wx-view>; the root of a page is <page>, which stands for the platform's <body> too. */
export function elementName(name: string): string {
  if (name === '*' || name === 'page' || name.startsWith('wx-')) return name;
  if (name === 'body') return 'page';
  return /^[a-z][\w-]*$/i.test(name) ? `wx-${name.toLowerCase()}` : name;
}

/** Rewrites the selectors of one top-level rule in place. */
export function bindRule(rule: css.Rule, reach: Reach): void {
  if (rule.prelude.type !== 'SelectorList') return;
  for (const selector of rule.prelude.children.toArray()) {
    if (selector.type !== 'Selector') continue;
    const bound = reach.scope === null ? false : prefixClasses(selector, reach.scope);
    if (reach.scope === null && reach.page !== null) hostAsPage(selector);
    if (reach.scope !== null && !bound && !startsAtPage(selector)) {
      lead(selector, attribute('wx-host', reach.scope), false);
    }
    if (reach.page !== null) lead(selector, attribute('wx-page', reach.page), startsAtPage(selector));
  }
  if (reach.scope !== null) prefixNested(rule.block, reach.scope);
}

/** Prefix every class and turn `:host`; true when the selector now depends on the scope. */
function prefixClasses(root: css.CssNode, scope: string): boolean {
  let bound = false;
  css.walk(root, {
    enter(this: css.WalkContext, node: css.CssNode, item: css.ListItem<css.CssNode>, list: css.List<css.CssNode>) {
      if (node.type === 'ClassSelector') {
        node.name = `${css.ident.encode(scope)}--${node.name}`;
        bound = true;
      } else if (node.type === 'PseudoClassSelector' && node.name.toLowerCase() === 'host') {
        // The classes of a host belong to the template that uses it; within `:host(...)` they stay as they are.
        for (const inner of compoundIn(node)) list?.insertData(inner, item);
        if (item) item.data = attribute('wx-host', scope);
        bound = true;
        return css.walk.skip;
      } else if (node.type === 'AttributeSelector') prefixAttribute(node, scope);
      return undefined;
    },
  });
  return bound;
}

/** The host of a page is its root: `:host(.on)` is `page.on`. */
function hostAsPage(selector: css.Selector): void {
  selector.children.forEach((node, item, list) => {
    if (node.type !== 'PseudoClassSelector' || node.name.toLowerCase() !== 'host') return;
    const after = new css.List<css.CssNode>().fromArray(compoundIn(node));
    item.data = { type: 'TypeSelector', name: 'page' };
    if (item.next === null) list.appendList(after);
    else list.insertList(after, item.next);
  });
}

/** What stands in the brackets of `:host(.on)`: the parts of one compound selector. */
function compoundIn(host: css.PseudoClassSelector): css.CssNode[] {
  const [first] = host.children?.toArray() ?? [];
  if (first?.type === 'Selector') return first.children.toArray();
  if (first?.type !== 'SelectorList') return [];
  const [selector] = first.children.toArray();
  return selector?.type === 'Selector' ? selector.children.toArray() : [];
}

/** `[class^="icon-"]` means a class that begins so; with a prefix in front it is found further in. */
function prefixAttribute(node: css.AttributeSelector, scope: string): void {
  if (node.name.name !== 'class' || node.value?.type !== 'String') return;
  if (node.matcher === '^=' || node.matcher === '|=') {
    node.matcher = '*=';
    node.value.value = `${scope}--${node.value.value}`;
  } else if (node.matcher === '~=') node.value.value = `${scope}--${node.value.value}`;
}

function prefixNested(block: css.Block, scope: string): void {
  css.walk(block, {
    visit: 'Rule',
    enter(rule: css.Rule) {
      if (rule.prelude.type === 'SelectorList') prefixClasses(rule.prelude, scope);
    },
  });
}

function attribute(name: string, value: string): css.AttributeSelector {
  return {
    type: 'AttributeSelector',
    name: { type: 'Identifier', name },
    matcher: '=',
    value: { type: 'String', value },
    flags: null,
  };
}

function startsAtPage(selector: css.Selector): boolean {
  for (const node of selector.children.toArray()) {
    if (node.type === 'Combinator') return false;
    if (node.type === 'TypeSelector' && (node.name === 'page' || node.name === 'body')) return true;
    if (node.type === 'PseudoClassSelector' && node.name === 'root') return true;
  }
  return false;
}

/** Put `:where([attribute])` at the head: as an ancestor, or on the first element itself. */
function lead(selector: css.Selector, condition: css.AttributeSelector, onFirst: boolean): void {
  const inner: css.Selector = { type: 'Selector', children: new css.List<css.CssNode>().appendData(condition) };
  const children = new css.List<css.CssNode>().appendData(inner);
  const where = { type: 'PseudoClassSelector', name: 'where', children } as css.PseudoClassSelector;
  if (!onFirst) {
    selector.children.prependData({ type: 'Combinator', name: ' ' });
    selector.children.prependData(where);
    return;
  }
  const first = selector.children.toArray().findIndex((node) => node.type === 'Combinator');
  let position = 0;
  selector.children.forEach((_node, item, list) => {
    if (position === first) list.insertData(where, item);
    position += 1;
  });
  if (first < 0) selector.children.appendData(where);
}
