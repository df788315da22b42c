// Regular expressions that this engine cannot read. As a literal one of them would stop the whole program from loading;
// on the platform it does harm only where it is reached. So it becomes a call that throws there. Called by scripts.ts.
import { placesIn } from './diagnostics.ts';
import { type Any, type Edit, walk } from './tree.ts';

interface BadPatterns {
  edits: Edit[];
  bad: { pattern: string; line: number; column: number }[];
}

export function deferBadPatterns(tree: Any, code: string): BadPatterns {
  const found: BadPatterns = { edits: [], bad: [] };
  walk(tree, (node) => {
    const regex = node.type === 'Literal' ? (node.regex as { pattern: string; flags: string } | undefined) : undefined;
    if (regex === undefined || isReadable(regex)) return;
    const text = `new RegExp(${JSON.stringify(regex.pattern)},${JSON.stringify(regex.flags)})`;
    found.edits.push({ at: node.start, drop: node.end - node.start, text, order: 0 });
    found.bad.push({ pattern: code.slice(node.start, node.end), ...placesIn(code)(node.start) });
  });
  return found;
}

function isReadable({ pattern, flags }: { pattern: string; flags: string }): boolean {
  try {
    return new RegExp(pattern, flags) instanceof RegExp;
  } catch {
    return false;
  }
}
