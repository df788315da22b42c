// Street pictures under a map's marks, from the server that this host's operator chose, fetched by the host: whoever draws
// the streets learns which ones are looked at, not by whom. Without such a server there is the grid alone.

import { addressOf } from '../wire.ts';
import type { Spot } from './map-shapes.ts';

const TILE_PX = 256;
const ZOOM_MAX = 19;
const TILES_MAX = 80; // a screen has twenty
const TRIES_MAX = 3; // the host fetches a few at once and refuses the others
const AGAIN_MS = 800;

let template = '';
let credit = '';

/** given: an address with {z}, {x} and {y}, '' for none; whose pictures they are, to be shown. */
export function useTiles(given: { tiles: string; credit: string }): void {
  template = given.tiles;
  credit = given.credit;
}

export class Tiles {
  readonly element = document.createElement('div');
  private readonly shown = new Map<string, HTMLImageElement>();

  constructor() {
    this.element.className = 'wx-tiles';
    if (!template || !credit) return;
    const words = document.createElement('span');
    words.className = 'wx-credit';
    words.textContent = credit;
    this.element.append(words);
  }

  /** centre: in pixels of the whole world at this zoom. width, height: of the map, in pixels. */
  place(centre: Spot, zoom: number, width: number, height: number): void {
    if (!template) return;
    const level = Math.min(ZOOM_MAX, Math.max(0, Math.round(zoom)));
    const size = TILE_PX * 2 ** (zoom - level);
    const [left, top] = [centre.x - width / 2, centre.y - height / 2];
    const around = 2 ** level;
    const wanted = new Set<string>();
    for (let y = Math.max(0, Math.floor(top / size)); y < around && y * size < top + height; y++) {
      for (let x = Math.floor(left / size); x * size < left + width && wanted.size < TILES_MAX; x++) {
        const key = `${level}/${x}/${y}`;
        wanted.add(key);
        const tile = this.shown.get(key) ?? this.add(key, level, ((x % around) + around) % around, y);
        tile.style.transform = `translate(${x * size - left}px,${y * size - top}px)`;
        tile.style.width = tile.style.height = `${Math.ceil(size * 10) / 10}px`;
      }
    }
    for (const [key, tile] of this.shown) {
      if (wanted.has(key)) continue;
      tile.remove();
      this.shown.delete(key);
    }
  }

  private add(key: string, z: number, x: number, y: number): HTMLImageElement {
    const tile = document.createElement('img');
    tile.alt = '';
    tile.draggable = false;
    const address = addressOf(template.replace('{z}', `${z}`).replace('{x}', `${x}`).replace('{y}', `${y}`));
    let left = TRIES_MAX;
    tile.onerror = () => {
      tile.hidden = true;
      left--;
      if (left > 0)
        setTimeout(() => {
          if (tile.isConnected) tile.src = address;
        }, AGAIN_MS);
    };
    tile.onload = () => {
      tile.hidden = false;
    };
    tile.src = address;
    this.shown.set(key, tile);
    this.element.prepend(tile);
    return tile;
  }
}
