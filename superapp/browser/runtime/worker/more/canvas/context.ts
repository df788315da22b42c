// The older drawing context (wx.createCanvasContext, wx.createContext): it only writes down what is to be drawn; draw()
// hands the list over, and the list is played on the canvas (play.ts). So a program may describe a drawing before its
// canvas stands, and draw the same description on several.

export type Action = { method: string; data: unknown[] };

/** A gradient: colours along a line, or from the middle of a circle outwards. */
export class Gradient {
  readonly line: number[];
  readonly stops: [number, string][] = [];
  /** line: x0 y0 x1 y1, or x y r of a circle. */
  constructor(line: number[]) {
    this.line = line;
  }
  addColorStop(at: number, colour: string): void {
    this.stops.push([Math.min(1, Math.max(0, Number(at) || 0)), String(colour)]);
  }
}

/** A picture laid side by side with itself. */
export class Pattern {
  readonly image: unknown;
  readonly repetition: string;
  constructor(image: unknown, repetition: string) {
    this.image = image;
    this.repetition = repetition;
  }
}

type Font = { style: string; weight: string; size: number; family: string };
export type Draw = (actions: Action[], reserve: boolean, done: unknown) => void;

/** Methods that are only written down. */
const WRITTEN =
  `arc arcTo beginPath bezierCurveTo clearRect clip closePath drawImage fill fillRect fillText lineTo moveTo
  quadraticCurveTo rect restore rotate save scale setFillStyle setGlobalAlpha setLineCap setLineDash setLineJoin
  setLineWidth setMiterLimit setShadow setStrokeStyle setTextAlign setTextBaseline setTransform stroke strokeRect
  strokeText transform translate`.split(/\s+/);

/** Properties of the newer style, with what they are at first; writing one is an action. */
const PROPERTIES: { [name: string]: unknown } = {
  fillStyle: '#000000',
  strokeStyle: '#000000',
  globalAlpha: 1,
  globalCompositeOperation: 'source-over',
  lineCap: 'butt',
  lineDashOffset: 0,
  lineJoin: 'miter',
  lineWidth: 1,
  miterLimit: 10,
  shadowBlur: 0,
  shadowColor: '#000000',
  shadowOffsetX: 0,
  shadowOffsetY: 0,
  textAlign: 'left',
  textBaseline: 'alphabetic',
};

const ruler = globalThis.OffscreenCanvas ? new OffscreenCanvas(1, 1).getContext('2d') : null;

export class CanvasContext {
  private actions: Action[] = [];
  private readonly values: { [name: string]: unknown } = { ...PROPERTIES };
  private type: Font = { style: 'normal', weight: 'normal', size: 10, family: 'sans-serif' };
  private readonly hand: Draw;

  constructor(hand: Draw) {
    this.hand = hand;
  }

  draw(reserve?: unknown, done?: unknown): void {
    this.hand(this.getActions(), reserve === true, typeof reserve === 'function' ? reserve : done);
  }
  /** What was described since the last time, for wx.drawCanvas. */
  getActions(): Action[] {
    const { actions } = this;
    this.actions = [];
    return actions;
  }
  clearActions(): void {
    this.actions = [];
  }

  setFontSize(size: unknown): void {
    this.type.size = Number(size) || this.type.size;
    this.write('setFontSize', [size]);
  }
  get font(): string {
    const { style, weight, size, family } = this.type;
    return `${style} ${weight} ${size}px ${family}`;
  }
  set font(value: unknown) {
    if (!ruler) return;
    ruler.font = '10px sans-serif';
    ruler.font = String(value);
    const size = /([\d.]+)px\s+(.*)$/.exec(ruler.font);
    const [style] = /\b(italic|oblique)\b/.exec(ruler.font) ?? ['normal'];
    const [weight] = /\b(bold|[1-9]00)\b/.exec(ruler.font) ?? ['normal'];
    this.type = { style, weight, size: Number(size?.[1] ?? 10), family: size?.[2] ?? 'sans-serif' };
    this.write('font', [ruler.font]);
  }
  measureText(text: unknown): TextMetrics | { width: number } {
    if (!ruler) return { width: 0 };
    ruler.font = this.font;
    return ruler.measureText(String(text));
  }

  createLinearGradient(...line: unknown[]): Gradient {
    return new Gradient(line.slice(0, 4).map(Number));
  }
  createCircularGradient(...circle: unknown[]): Gradient {
    return new Gradient(circle.slice(0, 3).map(Number));
  }
  createPattern(image: unknown, repetition: unknown): Pattern {
    return new Pattern(image, String(repetition ?? 'repeat'));
  }

  write(method: string, data: unknown[]): void {
    this.actions.push({ method, data });
  }
  remember(name: string, value: unknown): void {
    this.values[name] = value;
    this.write(name, [value]);
  }
  recall(name: string): unknown {
    return this.values[name];
  }
}

for (const method of WRITTEN) {
  Object.defineProperty(CanvasContext.prototype, method, {
    value(this: CanvasContext, ...data: unknown[]) {
      this.write(method, data);
    },
    writable: true,
  });
}
for (const name of Object.keys(PROPERTIES)) {
  Object.defineProperty(CanvasContext.prototype, name, {
    get(this: CanvasContext) {
      return this.recall(name);
    },
    set(this: CanvasContext, value: unknown) {
      this.remember(name, value);
    },
  });
}
