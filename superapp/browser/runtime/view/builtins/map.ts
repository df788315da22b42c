// <map>: markers, lines, areas and circles at their true places, over the streets of the operator's tile server or else
// over a calm grid; moved and scaled by finger, mouse and keys.

import type { Json, JsonObject } from '../../protocol/json.ts';
import { isObject } from '../../protocol/json.ts';
import { draggable, wasDragged } from '../gesture.ts';
import { addressOf } from '../wire.ts';
import { Builtin, define, part } from './base.ts';
import { type Mark, marksOf } from './map-marks.ts';
import { metresPerPixel, type Place, placeIn, placeOf, placesIn, type Spot, shapesOf, spotOf } from './map-shapes.ts';
import { Tiles } from './map-tiles.ts';

const KEY_PX = 60;
const GRID_PX = 64;
type Cause = 'drag' | 'scale' | 'update';

class MapView extends Builtin {
  override slotNode: HTMLElement = document.createElement('div');
  private centre: Place = { longitude: 116.39742, latitude: 39.90923 }; // Tiananmen, as the platform's
  private zoom = 16;
  private readonly svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  private readonly tiles = new Tiles();
  private readonly layer = document.createElement('div');
  private readonly buttons = document.createElement('div');
  private readonly ruler = document.createElement('span');
  private shapes: ReturnType<typeof shapesOf> = [];
  private marks: Mark[] = [];
  private more: unknown[] = []; // markers that the context added
  private from: Spot = { x: 0, y: 0 };
  private fingers = 0;
  private scheduled = false;
  private stale = true;
  private watcher: ResizeObserver | null = null;
  private changing = '';

  constructor() {
    super();
    this.slotNode.className = 'wx-over';
    this.layer.className = 'wx-marks';
    draggable(this, {
      can: () => this.flag('enable-scroll', true) && this.fingers === 0,
      axis: () => 'both',
      start: () => {
        this.from = spotOf(this.centre, this.zoom);
        this.begin('drag');
      },
      move: (dx, dy) => {
        if (this.fingers === 0) this.look(placeOf({ x: this.from.x - dx, y: this.from.y - dy }, this.zoom), this.zoom);
      },
      end: () => this.end('drag'),
    });
    this.addEventListener('touchmove', (event) => this.pinch(event));
    this.addEventListener('touchend', () => {
      if (this.fingers > 0) this.end('scale');
      this.fingers = 0;
    });
    this.addEventListener(
      'wheel',
      (event) => {
        if (!this.flag('enable-zoom', true)) return;
        event.preventDefault();
        this.scale(this.zoom - event.deltaY / 300, this.spotAt(event.clientX, event.clientY));
      },
      { passive: false },
    );
    this.addEventListener('keydown', (event) => this.key(event));
    this.addEventListener('click', (event) => {
      if (wasDragged(event) || (event.target as HTMLElement).closest('button,.wx-callout,.wx-map-label,.wx-over'))
        return;
      this.emit('tap', { ...this.placeAt(this.spotAt(event.clientX, event.clientY)) });
    });
  }

  connectedCallback(): void {
    if (this.svg.parentNode !== this)
      this.append(this.tiles.element, this.svg, this.layer, this.buttons, this.ruler, this.slotNode);
    if (!this.hasAttribute('role')) this.setAttribute('role', 'application');
    if (!this.hasAttribute('aria-label'))
      this.setAttribute('aria-label', 'Map. Arrow keys move it, plus and minus scale it.');
    this.tabIndex = 0;
    this.ruler.className = 'wx-ruler';
    this.watcher ??= new ResizeObserver(() => this.draw());
    this.watcher.observe(this);
    this.draw();
    setTimeout(() => this.emit('updated', {}), 0);
  }
  disconnectedCallback(): void {
    this.watcher?.disconnect();
  }

  protected override changed(name: string): void {
    if (/^(longitude|latitude|scale)$/.test(name)) queueMicrotask(() => this.given());
    else if (name === 'include-points')
      queueMicrotask(() => this.include(placesIn(this.values[name]), [20, 20, 20, 20]));
    else if (/^(markers|polyline|polygons|circles|controls|covers|show-location|show-scale)$/.test(name)) {
      if (name === 'markers') this.more = [];
      this.stale = true;
      this.draw();
    }
    this.style.touchAction = this.flag('enable-scroll', true) ? 'none' : 'pan-x pan-y';
  }

  override perform(verb: string, arg: JsonObject): Json | undefined {
    const place = placeIn(arg);
    switch (verb) {
      case 'getCenterLocation':
        return { ...this.centre };
      case 'getScale':
        return { scale: this.zoom };
      case 'getRotate':
        return { rotate: 0 };
      case 'getSkew':
        return { skew: 0 };
      case 'getRegion':
        return this.region();
      case 'moveToLocation':
        if (!place) return { failed: 'no location' };
        this.move(place, this.zoom);
        return {};
      case 'includePoints': {
        const padding = Array.isArray(arg['padding']) ? arg['padding'].map(Number) : [];
        this.include(
          placesIn(arg['points']),
          [0, 1, 2, 3].map((at) => padding[at] || 0),
        );
        return {};
      }
      case 'addMarkers':
        this.more = arg['clear'] === true ? this.markersOf(arg) : [...this.more, ...this.markersOf(arg)];
        break;
      case 'removeMarkers': {
        const ids = Array.isArray(arg['markerIds']) ? arg['markerIds'].map(Number) : [];
        const kept = (one: unknown) => !isObject(one) || !ids.includes(Number(one['id']));
        this.more = this.more.filter(kept);
        this.values['markers'] = this.list('markers').filter(kept);
        break;
      }
      case 'translateMarker':
      case 'moveAlong': {
        const mark = this.marks.find((one) => one.id === Number(arg['markerId']));
        const to = placeIn(arg['destination']) ?? placesIn(arg['path']).at(-1);
        if (!mark || !to) return { failed: 'no such marker' };
        mark.place = to;
        mark.element.style.transition = `transform ${Math.min(60_000, Math.max(0, Number(arg['duration']) || 1_000))}ms linear`;
        this.draw();
        return {};
      }
      case 'toScreenLocation':
        return place ? { ...this.onScreen(place) } : { failed: 'no location' };
      case 'fromScreenLocation':
        return { ...this.placeAt({ x: Number(arg['x']) || 0, y: Number(arg['y']) || 0 }) };
      default:
        return undefined;
    }
    this.stale = true;
    this.draw();
    return {};
  }

  private markersOf(arg: JsonObject): unknown[] {
    return Array.isArray(arg['markers']) ? arg['markers'] : [];
  }
  private given(): void {
    const [longitude, latitude] = [
      this.number('longitude', this.centre.longitude),
      this.number('latitude', this.centre.latitude),
    ];
    const scale = this.bounded(this.number('scale', 16));
    const same = longitude === this.centre.longitude && latitude === this.centre.latitude && scale === this.zoom;
    if (!same) this.move({ longitude, latitude }, scale);
  }
  private bounded(zoom: number): number {
    const [least, most] = [Math.max(3, this.number('min-scale', 3)), Math.min(20, this.number('max-scale', 20))];
    return Math.min(most, Math.max(least, zoom));
  }
  private move(centre: Place, zoom: number): void {
    this.begin('update');
    this.look(centre, zoom);
    this.end('update');
  }
  private look(centre: Place, zoom: number): void {
    this.centre = centre;
    this.zoom = this.bounded(zoom);
    this.draw();
  }
  private scale(zoom: number, around: Spot): void {
    const fixed = this.placeAt(around);
    const next = this.bounded(zoom);
    if (next === this.zoom) return;
    this.begin('scale');
    const spot = spotOf(fixed, next);
    const half = this.half();
    this.look(placeOf({ x: spot.x - around.x + half.x, y: spot.y - around.y + half.y }, next), next);
    this.end('scale');
  }
  private pinch(event: TouchEvent): void {
    const [one, two] = event.touches;
    if (!one || !two || !this.flag('enable-zoom', true)) return;
    const now = Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
    const around = this.spotAt((one.clientX + two.clientX) / 2, (one.clientY + two.clientY) / 2);
    if (this.fingers > 0) this.scale(this.zoom + Math.log2(now / this.fingers), around);
    this.fingers = now;
  }
  private include(points: Place[], padding: number[]): void {
    if (points.length === 0 || this.clientWidth === 0) return;
    const spots = points.map((one) => spotOf(one, 0));
    const [xs, ys] = [spots.map((one) => one.x), spots.map((one) => one.y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const [up = 0, side = 0, down = 0, other = 0] = padding;
    const room = { x: Math.max(1, this.clientWidth - side - other), y: Math.max(1, this.clientHeight - up - down) };
    const zoom = this.bounded(
      Math.min(Math.log2(room.x / (right - left || 1e-9)), Math.log2(room.y / (bottom - top || 1e-9)), 18),
    );
    this.move(placeOf({ x: (left + right) / 2, y: (top + bottom) / 2 }, 0), zoom);
  }

  private begin(cause: Cause): void {
    if (this.changing) return;
    this.changing = cause;
    this.emit('regionchange', { type: 'begin', causedBy: cause, ...this.described() });
  }
  private end(cause: Cause): void {
    this.changing = '';
    this.emit('regionchange', { type: 'end', causedBy: cause, ...this.described() });
  }
  private described(): JsonObject {
    return { rotate: 0, skew: 0, scale: this.zoom, centerLocation: { ...this.centre }, region: this.region() };
  }
  private region(): JsonObject {
    const southwest = this.placeAt({ x: 0, y: this.clientHeight });
    const northeast = this.placeAt({ x: this.clientWidth, y: 0 });
    return { southwest: { ...southwest }, northeast: { ...northeast } };
  }

  private half(): Spot {
    return { x: this.clientWidth / 2, y: this.clientHeight / 2 };
  }
  private spotAt(clientX: number, clientY: number): Spot {
    const { left, top } = this.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
  private onScreen(place: Place): Spot {
    const [spot, centre, half] = [spotOf(place, this.zoom), spotOf(this.centre, this.zoom), this.half()];
    return { x: spot.x - centre.x + half.x, y: spot.y - centre.y + half.y };
  }
  private placeAt({ x, y }: Spot): Place {
    const [centre, half] = [spotOf(this.centre, this.zoom), this.half()];
    return placeOf({ x: centre.x + x - half.x, y: centre.y + y - half.y }, this.zoom);
  }

  private draw(): void {
    if (this.scheduled || !this.isConnected) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      if (this.stale) this.build();
      this.place();
    });
  }
  private build(): void {
    this.stale = false;
    this.shapes = shapesOf(this.list('polyline'), this.list('polygons'), this.list('circles'));
    this.svg.replaceChildren(...this.shapes.map((one) => one.element));
    this.marks = marksOf([...this.list('covers'), ...this.list('markers'), ...this.more], (kind, mark) => {
      if (mark.id !== null) this.emit(kind, { markerId: mark.id });
    });
    this.layer.replaceChildren(...this.marks.map((one) => one.element));
    this.buttons.replaceChildren(
      ...this.list('controls')
        .filter(isObject)
        .map((one) => this.control(one)),
    );
    this.ruler.hidden = !this.flag('show-scale');
  }
  private control(look: Record<string, unknown>): HTMLElement {
    const button = document.createElement('button');
    const position = isObject(look['position']) ? look['position'] : {};
    button.type = 'button';
    button.className = 'wx-control';
    button.setAttribute('aria-label', `Control ${String(look['id'] ?? '')}`);
    for (const name of ['left', 'top', 'width', 'height']) {
      if (position[name] !== undefined) button.style.setProperty(name, `${Number(position[name]) || 0}px`);
    }
    if (typeof look['iconPath'] === 'string') {
      const picture = part(button, 'img') as HTMLImageElement;
      picture.alt = '';
      picture.src = addressOf(look['iconPath']);
    }
    button.onclick = () => this.emit('controltap', { controlId: (look['id'] ?? null) as Json });
    return button;
  }
  private place(): void {
    const centre = spotOf(this.centre, this.zoom);
    const half = this.half();
    this.style.setProperty('--wx-grid', `${(half.x - centre.x) % GRID_PX}px ${(half.y - centre.y) % GRID_PX}px`);
    this.tiles.place(centre, this.zoom, this.clientWidth, this.clientHeight);
    for (const shape of this.shapes) shape.place((one) => this.onScreen(one), this.zoom);
    for (const mark of this.marks) {
      const { x, y } = this.onScreen(mark.place);
      mark.element.style.transform = `translate(${x}px,${y}px)`;
    }
    const metres = metresPerPixel(this.centre.latitude, this.zoom) * 60;
    this.ruler.textContent = metres >= 1_000 ? `${(metres / 1_000).toPrecision(2)} km` : `${Math.round(metres)} m`;
  }
  private key(event: KeyboardEvent): void {
    if (event.target !== this) return;
    const moves: { [key: string]: Spot } = {
      ArrowLeft: { x: -KEY_PX, y: 0 },
      ArrowRight: { x: KEY_PX, y: 0 },
      ArrowUp: { x: 0, y: -KEY_PX },
      ArrowDown: { x: 0, y: KEY_PX },
    };
    const [move, half] = [moves[event.key], this.half()];
    if (move && this.flag('enable-scroll', true)) {
      event.preventDefault();
      this.begin('drag');
      this.look(this.placeAt({ x: half.x + move.x, y: half.y + move.y }), this.zoom);
      this.end('drag');
    } else if (/^[+=-]$/.test(event.key) && this.flag('enable-zoom', true)) {
      this.scale(this.zoom + (event.key === '-' ? -1 : 1), half);
    }
  }
}

export function defineMap(): void {
  define('map', MapView);
}
