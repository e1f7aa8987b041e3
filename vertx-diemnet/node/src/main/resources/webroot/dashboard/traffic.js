// Plots of the rates of one peer or of the whole network: inbound above the line, outbound below it,
// so that equal rates do not hide each other.

import '../lib/chart.js/chart.umd.min.js';
import { colours, onColours } from './colours.js';
import { byId, setAttribute, setText } from './dom.js';
import { bytes, rate } from './format.js';
import { RANGES } from './history.js';

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
  #range = 'minutes';

  /** @param again called when the page must be rendered again */
  constructor(again) {
    for (const choice of document.querySelectorAll('input[name=range]')) {
      choice.addEventListener('change', () => {
        this.#range = choice.value;
        again();
      });
    }
    this.#colour(colours());
    onColours((now) => this.#colour(now));
  }

  render(model, network, selected) {
    const peer = selected ? network?.peers.get(selected) : null;
    const source = peer ?? network;
    setText(byId('traffic-of'), words(model, network, selected, peer));
    const now = performance.now();
    const range = this.range;
    const points = source?.history.last(range, now) ?? [];
    const last = points.at(-1);
    byId('traffic-empty').hidden = points.length > 1;
    setText(byId('traffic-empty'), noPoints(network, peer));
    const version = source?.history.version;
    if (
      this.#drawn?.source === source &&
      this.#drawn?.version === version &&
      this.#drawn?.range === range
    ) {
      return;
    }
    this.#drawn = { source, version, range };
    setText(byId('spark-head'), range === RANGES.hour ? '1 hour' : '2 minutes');
    for (const { plot, chart } of this.#charts) {
      scale(chart.options.scales.x, range);
      chart.data.datasets.forEach((set, i) => {
        const sign = i === 0 ? 1 : -1;
        set.data = points
          .filter((point) => plot.counters[i] in point)
          .map((point) => ({ x: (point.at - now) / 1000, y: sign * point[plot.counters[i]] }));
      });
      chart.update('none');
      const [into, out] = plot.counters.map((counter) =>
        last?.[counter] === undefined ? 'unknown' : plot.unit(last[counter]),
      );
      setAttribute(chart.canvas, 'aria-label', `in ${into}, out ${out}`);
    }
    setText(byId('rate-in'), rate(source?.rates?.bytesIn ?? null));
    setText(byId('rate-out'), rate(source?.rates?.bytesOut ?? null));
  }

  /** The shown time in milliseconds. */
  get range() {
    return RANGES[this.#range];
  }

  #colour(c) {
    for (const { chart } of this.#charts) {
      chart.data.datasets.forEach((set, i) => {
        set.borderColor = i === 0 ? c.in : c.out;
        set.backgroundColor = `${i === 0 ? c.in : c.out}22`;
      });
      for (const axis of Object.values(chart.options.scales)) {
        axis.grid.color = ({ tick }) => (tick?.value === 0 ? c.faint : c.line);
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

function noPoints(network, peer) {
  if (peer && !peer.connected) {
    return 'The peer is not connected.';
  }
  if (network?.seen && network.connected.length === 0) {
    return 'No peer is connected.';
  }
  return network ? 'Measuring …' : '';
}

function scale(axis, range) {
  axis.min = -range / 1000;
  axis.ticks.stepSize = range === RANGES.hour ? 900 : 30;
}

function ago(seconds, suffix) {
  const past = Math.round(-seconds);
  if (past === 0) {
    return 'now';
  }
  return past % 60 === 0 || past > 600 ? `${Math.round(past / 60)} min${suffix}` : `${past} s${suffix}`;
}

function make({ id, unit, least }) {
  return new Chart(byId(id), {
    type: 'line',
    data: {
      datasets: [
        { label: 'in', data: [], fill: 'origin', borderWidth: 1.5 },
        { label: 'out', data: [], fill: 'origin', borderWidth: 1.5 },
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
          max: 0,
          grid: { display: false },
          ticks: { maxRotation: 0, callback: (value) => ago(value, '') },
        },
        y: {
          suggestedMin: -least,
          suggestedMax: least,
          grid: {},
          ticks: { maxTicksLimit: 5, callback: (value) => unit(Math.abs(value)) },
        },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          callbacks: {
            title: ([{ parsed }]) => ago(parsed.x, ' ago'),
            label: ({ dataset, parsed }) => `${dataset.label} ${unit(Math.abs(parsed.y))}`,
          },
        },
      },
    },
  });
}
