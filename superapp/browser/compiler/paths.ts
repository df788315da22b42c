// Which file a path in a program means. The platform looks beside the file, from the root for a leading slash, and in
// `miniprogram_npm` of every folder above; `resolveAlias` of app.json comes first. All lookups go through Sources, which
// knows only files of the upload, so `..` and absolute paths cannot leave it.
import { moduleCandidates, placesOf, unalias } from '../runtime/protocol/bundle.ts';
import type { Sources } from './sources.ts';

export class Paths {
  readonly aliases: { [pattern: string]: string };
  private readonly sources: Sources;

  constructor(sources: Sources, aliases: { [pattern: string]: string }) {
    this.sources = sources;
    this.aliases = aliases;
  }

  /** Path without suffix of the component meant, or null. */
  component(from: string, request: string): string | null {
    const bare = request.replace(/\.(wxml|json|js|ts)$/, '');
    for (const place of this.places(from, bare)) {
      for (const ending of ['', '/index']) {
        const path = place + ending;
        if (this.isComponent(path)) return path;
      }
    }
    return null;
  }

  isComponent(path: string): boolean {
    return ['.json', '.wxml', '.js', '.ts'].some((suffix) => this.sources.has(path + suffix));
  }

  /** Script of a page, a component or the app, without suffix in, with suffix out. */
  script(path: string): string | null {
    return ['.js', '.ts'].map((suffix) => path + suffix).find((file) => this.sources.has(file)) ?? null;
  }

  module(from: string, request: string): string | null {
    const known = (file: string) => /\.(js|ts|json|mjs|cjs)$/.test(file) && this.sources.has(file);
    for (const place of this.places(from, request)) {
      const found = this.sources.mainOf(place) ?? moduleCandidates('', `/${place}`, {}).find(known);
      if (found !== undefined) return found;
    }
    // TypeScript lets `./x.js` mean the file x.ts.
    const typed = request.replace(/\.js$/, '.ts');
    return typed === request ? null : (placesOf(from, unalias(typed, this.aliases)).find(known) ?? null);
  }

  /** A file named with or without its suffix. */
  file(from: string, request: string, suffix: string): string | null {
    for (const place of this.places(from, request)) {
      for (const path of [place, place + suffix]) if (this.sources.has(path)) return path;
    }
    return null;
  }

  private places(from: string, request: string): string[] {
    return placesOf(from, unalias(request, this.aliases));
  }
}

/** The npm package a bare request names: `dayjs`, `@vant/weapp`; null for paths. */
export function packageOf(request: string): string | null {
  const match = /^(@[\w.-]+\/[\w.-]+|[a-zA-Z][\w.-]*)(\/|$)/.exec(request);
  return match?.[1] !== undefined && !/\.(js|ts|json)$/.test(match[1]) ? match[1] : null;
}
