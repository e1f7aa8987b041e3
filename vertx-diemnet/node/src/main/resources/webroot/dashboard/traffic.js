// Plots of the rates of one peer or of the whole network.

import '../lib/chart.js/chart.umd.min.js';
import { colours, onColours } from './colours.js';
import { byId, setAttribute, setText } from './dom.js';
import { bytes, rate } from './format.js';
import { LIMITS } from './model.js';

const { Chart } = globalThis;

const PLOTS = [
  { id: 'plot-bytes', counters: ['bytesIn', 'bytesOut'], unit: (value) => `${bytes(value)}/s`, least: 100 },
  {
    id: 'plot-messages',
    counters: ['messagesIn', 'messagesOut'],
    unit: (value) => `${Number(value.toFixed(1))}/s`,
    least: 2,
  },
];

export class TrafficView {
  #charts = PLOTS.map((plot) => ({ plot, chart: make(plot) }));
  #drawn = null;

  constructor() {
    this.#colour(colours());
    onColours((now) => this.#colour(now));
  }

  render(model, network, selected) {
    const peer = selected ? network?.peers.get(selected) : null;
    const source = peer ?? network;
    setText(byId('traffic-of'), words(model, network, selected, peer));
    const points = source?.history.points ?? [];
    const last = points.at(-1);
    byId('traffic-empty').hidden = points.length > 1;
    const alone = network?.seen && network.connected.length === 0;
    setText(byId('traffic-empty'), alone ? 'No peer is connected.' : network ? 'Measuring …' : '');
    if (this.#drawn?.source === source && this.#drawn?.last === last) {
      return;
    }
    this.#drawn = { source, last };
    const now = last?.at ?? 0;
    for (const { plot, chart } of this.#charts) {
      chart.data.datasets.forEach((set, i) => {
        set.data = points.map((point) => ({ x: (point.at - now) / 1000, y: point[plot.counters[i]] }));
      });
      chart.update('none');
      const [into, out] = plot.counters.map((counter) => (last ? plot.unit(last[counter]) : 'unknown'));
      setAttribute(chart.canvas, 'aria-label', `in ${into}, out ${out}`);
    }
    setText(byId('rate-in'), rate(source?.rates?.bytesIn ?? null));
    setText(byId('rate-out'), rate(source?.rates?.bytesOut ?? null));
  }

  #colour(c) {
    for (const { chart } of this.#charts) {
      chart.data.datasets.forEach((set, i) => {
        set.borderColor = i === 0 ? c.in : c.out;
        set.backgroundColor = `${i === 0 ? c.in : c.out}22`;
      });
      for (const axis of Object.values(chart.options.scales)) {
        axis.grid.color = c.line;
        axis.ticks.color = c.faint;
      }
      chart.update('none');
    }
  }
}

function words(model, network, selected, peer) {
  if (!network) {
    return '';
  }
  if (selected && peer) {
    return `between ${network.name} and ${model.nameOf(selected, network)}`;
  }
  return `of ${network.name} with all its peers`;
}

function make({ id, unit, least }) {
  return new Chart(byId(id), {
    type: 'line',
    // The rates are often equal, so the wide line is visible behind the narrow one.
    data: {
      datasets: [
        { label: 'in', data: [], fill: true, borderWidth: 1.5 },
        { label: 'out', data: [], fill: true, borderWidth: 3 },
      ],
    },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      elements: { point: { radius: 0, hitRadius: 6 }, line: { tension: 0, borderJoinStyle: 'round' } },
      scales: {
        x: {
          type: 'linear',
          min: -LIMITS.points,
          max: 0,
          grid: { display: false },
          ticks: {
            stepSize: 30,
            maxRotation: 0,
            callback: (value) => (value === 0 ? 'now' : `${value} s`),
          },
        },
        y: {
          beginAtZero: true,
          suggestedMax: least,
          grid: {},
          ticks: { maxTicksLimit: 4, callback: unit },
        },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          callbacks: {
            title: ([{ parsed }]) => (parsed.x === 0 ? 'now' : `${Math.round(-parsed.x)} s ago`),
            label: ({ dataset, parsed }) => `${dataset.label} ${unit(parsed.y)}`,
          },
        },
      },
    },
  });
}
