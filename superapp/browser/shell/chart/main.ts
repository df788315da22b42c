// <sa-chart for="id of a table">: draws the table's figures with uPlot, above the table they stand in. A row's first cell
// is its label; cells with data-y are its values, in the order of their column heads. Loaded by the pages that have one.
import uPlot from 'uplot';
import { watchTheme } from '../../runtime/host/surroundings.ts';

const HEIGHT_PX = 220;
const COLOURS = ['--accent', '--ink-soft'];
const BARS = uPlot.paths.bars?.({ size: [0.5, 80] });

class Chart extends HTMLElement {
  #plot: uPlot | null = null;
  #watch: ResizeObserver | null = null;
  #stop = (): void => undefined;

  connectedCallback(): void {
    const table = document.getElementById(this.getAttribute('for') ?? '');
    if (!(table instanceof HTMLTableElement)) return;
    const rows = [...(table.tBodies[0]?.rows ?? [])];
    const labels = rows.map((row) => row.cells[0]?.textContent?.trim() ?? '');
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    const columns = heads.flatMap((head, column) =>
      rows[0]?.cells[column]?.dataset['y'] === undefined ? [] : [{ head, column }],
    );
    if (rows.length === 0 || columns.length === 0) return;
    const ink = () => this.#colour('--ink-soft'); // asked at each drawing, for the light may change
    const font = `12px ${getComputedStyle(this).fontFamily}`;
    const line = { stroke: () => this.#colour('--line'), width: 1 };
    const isBars = this.hasAttribute('data-bars');
    const data: uPlot.AlignedData = [
      rows.map((_, place) => place),
      ...columns.map(({ column }) => rows.map((row) => Number(row.cells[column]?.dataset['y']))),
    ];
    this.#plot = new uPlot(
      {
        width: this.clientWidth,
        height: HEIGHT_PX,
        scales: Object.fromEntries([
          ['x', { time: false, ...(isBars ? { range: () => [-0.5, rows.length - 0.5] as [number, number] } : {}) }],
          ...columns.map((_, place) => [`y${place}`, { range: fromZero }]),
        ]),
        axes: [
          {
            stroke: ink,
            font,
            incrs: [1, 2, 5, 10, 15, 30],
            space: 96,
            grid: line,
            ticks: line,
            values: (_plot, places) => places.map((place) => labels[place] ?? ''),
          },
          ...columns.map((_, place) => ({
            scale: `y${place}`,
            side: place === 0 ? (3 as const) : (1 as const),
            stroke: ink,
            font,
            size: 70,
            grid: place === 0 ? line : { show: false },
            ticks: line,
          })),
        ],
        series: [
          { label: heads[0]?.textContent ?? '', value: (_plot, place) => labels[place] ?? '–' },
          ...columns.map(({ head }, place) => ({
            label: head.textContent ?? '',
            scale: `y${place}`,
            stroke: () => this.#colour(COLOURS[place % COLOURS.length] ?? '--accent'),
            width: 2,
            ...(place > 0 && !isBars ? { dash: [4, 4] } : {}), // seen where it lies upon another
            ...(isBars && BARS
              ? { paths: BARS, fill: () => this.#colour('--accent-soft'), points: { show: false } }
              : {}),
          })),
        ],
      },
      data,
      this,
    );
    this.#watch = new ResizeObserver(() => this.#plot?.setSize({ width: this.clientWidth, height: HEIGHT_PX }));
    this.#watch.observe(this);
    this.#stop = watchTheme(() => this.#plot?.redraw(false));
  }

  /** A colour of ours as the canvas takes it: the tokens speak of light and dark, only an element resolves them. */
  #colour(token: string): string {
    const probe = document.createElement('span');
    probe.style.color = `var(${token})`;
    this.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  disconnectedCallback(): void {
    this.#watch?.disconnect();
    this.#stop();
    this.#plot?.destroy();
    this.replaceChildren();
  }
}

function fromZero(_plot: uPlot, _low: number | null, high: number | null): [number, number] {
  return [0, Math.max(1, (high ?? 1) * 1.1)];
}

customElements.define('sa-chart', Chart);
