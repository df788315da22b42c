// Files of the package that are served as they are: pictures, fonts, sound and video. Called by output.ts.
import type { Sources } from './sources.ts';

const SERVED = /\.(png|jpe?g|gif|svg|webp|avif|bmp|ico|ttf|otf|woff2?|mp3|m4a|aac|wav|ogg|mp4|m4v|webm)$/i;

export function isAsset(file: string): boolean {
  return SERVED.test(file);
}

export function assetsOf(sources: Sources): string[] {
  return sources.paths().filter(isAsset);
}
