// The day's curve. uPlot (MIT) draws it.

// Meals are whole: no lines between them.
const STEPS = [0, 1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));

const OPENS = 6;
const CLOSES = 20;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const clock = (hours) => `${String(Math.floor(hours)).padStart(2, '0')}:${String(Math.round((hours % 1) * 60)).padStart(2, '0')}`;

export class Curve {
  #place;
  #plot = null;
  #data = [[], []];
  #language = 'zh';

  constructor(place) {
    this.#place = place;
    new ResizeObserver(() => this.#fit()).observe(place);
  }

  /** Takes [{quarter: '11:30', meals: 12}, …] and draws a bar for each quarter of an hour of the day. */
  show(quarters, language) {
    const meals = new Map(quarters.map((entry) => [entry.quarter, entry.meals]));
    const hours = quarters.map((entry) => Number(entry.quarter.slice(0, 2)) + Number(entry.quarter.slice(3)) / 60);
    const first = Math.floor(Math.min(OPENS, ...hours));
    const last = Math.ceil(Math.max(CLOSES, ...hours.map((hour) => hour + 0.25)));
    const xs = [];
    const ys = [];
    for (let hour = first; hour < last; hour += 0.25) {
      xs.push(hour + 0.125);
      ys.push(meals.get(clock(hour)) ?? 0);
    }
    const redraw = this.#plot === null || language !== this.#language;
    this.#language = language;
    this.#data = [xs, ys];
    if (redraw) {
      this.draw();
    } else {
      this.#plot.setData(this.#data);
    }
  }

  /** Draws anew: the colours or the language changed. */
  draw() {
    this.#plot?.destroy();
    const grid = { stroke: colour('--line'), width: 1 };
    const axis = { stroke: colour('--muted'), grid, ticks: grid, font: '13px system-ui, sans-serif' };
    const numbers = new Intl.NumberFormat(this.#language);
    this.#plot = new uPlot({
      ...this.#size(),
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: (plot, min, max) => [min - 0.125, max + 0.125] },
        y: { range: (plot, min, max) => [0, Math.max(4, max * 1.08)] },
      },
      axes: [
        { ...axis, grid: { show: false }, incrs: [1, 2, 3], values: (plot, splits) => splits.map(clock) },
        { ...axis, size: 64, incrs: STEPS, values: (plot, splits) => splits.map((value) => numbers.format(value)) },
      ],
      series: [
        {},
        { fill: colour('--bar'), stroke: colour('--bar'), width: 0, paths: uPlot.paths.bars({ size: [0.86], radius: 0.15 }), points: { show: false } },
      ],
      plugins: [this.#tip(numbers)],
    }, this.#data, this.#place);
  }

  #tip(numbers) {
    const tip = document.createElement('div');
    tip.className = 'tip';
    return {
      hooks: {
        ready: (plot) => plot.over.append(tip),
        setCursor: (plot) => {
          const index = plot.cursor.idx;
          tip.hidden = index === null || index === undefined || plot.cursor.left < 0;
          if (!tip.hidden) {
            const start = this.#data[0][index] - 0.125;
            tip.textContent = `${clock(start)}–${clock(start + 0.25)}  ${numbers.format(this.#data[1][index])}`;
            tip.style.left = `${Math.min(plot.cursor.left, plot.over.clientWidth - 130)}px`;
          }
        },
      },
    };
  }

  #size() {
    return { width: Math.max(200, this.#place.clientWidth), height: Math.max(150, this.#place.clientHeight) };
  }

  #fit() {
    this.#plot?.setSize(this.#size());
  }
}
