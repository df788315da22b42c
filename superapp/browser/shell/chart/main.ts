// <sa-chart for="id of a table">: draws the table's figures with uPlot, above the table they stand in. A row's first cell
// is its label; cells with data-y are its values, in the order of their column heads. Loaded by the pages that have one.
import uPlot from 'uplot';

const HEIGHT_PX = 220;
const COLOURS = ['--accent', '--ink-soft'];

class Chart extends HTMLElement {
  #plot: uPlot | null = null;
  #watch: ResizeObserver | null = null;

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
    const look = getComputedStyle(this);
    const ink = look.getPropertyValue('--ink-soft');
    const line = { stroke: look.getPropertyValue('--line'), width: 1 };
    const data: uPlot.AlignedData = [
      rows.map((_, place) => place),
      ...columns.map(({ column }) => rows.map((row) => Number(row.cells[column]?.dataset['y']))),
    ];
    this.#plot = new uPlot(
      {
        width: this.clientWidth,
        height: HEIGHT_PX,
        scales: Object.fromEntries([
          ['x', { time: false }],
          ...columns.map((_, place) => [`y${place}`, { range: fromZero }]),
        ]),
        axes: [
          {
            stroke: ink,
            grid: line,
            ticks: line,
            values: (_plot, places) => places.map((place) => labels[place] ?? ''),
          },
          ...columns.map((_, place) => ({
            scale: `y${place}`,
            side: place === 0 ? (3 as const) : (1 as const),
            stroke: ink,
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
            stroke: look.getPropertyValue(COLOURS[place % COLOURS.length] ?? '--accent'),
            width: 2,
          })),
        ],
      },
      data,
      this,
    );
    this.#watch = new ResizeObserver(() => this.#plot?.setSize({ width: this.clientWidth, height: HEIGHT_PX }));
    this.#watch.observe(this);
  }

  disconnectedCallback(): void {
    this.#watch?.disconnect();
    this.#plot?.destroy();
    this.replaceChildren();
  }
}

function fromZero(_plot: uPlot, _low: number | null, high: number | null): [number, number] {
  return [0, Math.max(1, (high ?? 1) * 1.1)];
}

customElements.define('sa-chart', Chart);
