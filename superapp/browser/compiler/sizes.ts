// How large each package of the program is, by kind of file, and a warning before the host's limit refuses it. Source
// bytes count, as on the platform. Called by output.ts.
import { type Facts, type PackageMeta, type PackageParts, rootOf } from '../runtime/protocol/bundle.ts';
import { isAsset } from './assets.ts';
import type { Report } from './diagnostics.ts';
import type { Sources } from './sources.ts';

/** From here on a developer should know. */
const NEAR = 0.8;
const KIB = 1024;

/** used: ids of the scripts that are in the bundle. */
export function packageSizes(packages: PackageMeta[], sources: Sources, used: ReadonlySet<string>): Facts['packages'] {
  const sizes = new Map(packages.map((one) => [one.root, noParts()]));
  for (const file of sources.paths()) {
    if (sources.isOptional(file) && !used.has(file)) continue;
    const root = rootOf(file, packages);
    const parts = sizes.get(root);
    if (parts !== undefined) parts[kindOf(file)] += sources.size(file);
  }
  return packages.map((one) => {
    const parts = sizes.get(one.root) ?? noParts();
    return { ...one, bytes: Object.values(parts).reduce((sum, bytes) => sum + bytes, 0), parts };
  });
}

/** max: bytes a package may have. */
export function warnOfSizes(packages: Facts['packages'], max: number, report: Report): void {
  for (const { root, bytes, parts } of packages) {
    if (bytes < max * NEAR) continue;
    const what = root === '' ? 'the main package' : `the package ${root}`;
    const most = Object.entries(parts).filter(([, size]) => size > 0);
    const list = most.map(([kind, size]) => `${kind} ${kilobytes(size)}`).join(', ');
    const message = `${what} has ${kilobytes(bytes)} of ${kilobytes(max)} (${list})`;
    report.warn('package_near_limit', { file: '' }, message);
  }
}

function noParts(): PackageParts {
  return { scripts: 0, templates: 0, styles: 0, media: 0, other: 0 };
}

function kindOf(file: string): keyof PackageParts {
  if (/\.([cm]?js|ts|wxs|json)$/.test(file)) return 'scripts';
  if (file.endsWith('.wxml')) return 'templates';
  if (/\.(wxss|css|less|s[ac]ss)$/.test(file)) return 'styles';
  return isAsset(file) ? 'media' : 'other';
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / KIB)} KB`;
}
