// The peers of the viewed network as a table. The row of a peer remains the same element.

import { colours, onColours } from './colours.js';
import { byId, element, setAttribute, setText } from './dom.js';
import { clock, compareNames, count, millis, rate, shortId } from './format.js';
import { missingWords } from './missing.js';
import { whyLost } from './reasons.js';
import { drawSpark } from './spark.js';

const KEYS = {
  name: (row) => row.name,
  state: ({ peer }) => STATES.indexOf(peer.state),
  role: ({ peer }) => peer.fields.role || null,
  origin: ({ peer }) => peer.fields.origin || null,
  ping: ({ peer }) => (peer.connected ? (peer.fields.pingMillis ?? null) : null),
  in: ({ peer }) => peer.rates?.bytesIn ?? null,
  out: ({ peer }) => peer.rates?.bytesOut ?? null,
};

/** Those that an operator looks for come first. */
const STATES = ['missing', 'dialing', 'lost', 'idle', 'connected'];

export class PeersView {
  #select;
  #rows = new Map();
  #network = null;
  #sort = { by: 'state', down: false };
  #filter = '';
  #visible = new Set();
  #colours = colours();
  #again;
  #watch;

  /**
   * @param select called with the id of the selected peer
   * @param again called when the table must be rendered again
   */
  constructor(select, again) {
    this.#select = select;
    this.#again = again;
    this.#watch = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) {
        isIntersecting ? this.#visible.add(target) : this.#visible.delete(target);
      }
      again();
    });
    for (const button of document.querySelectorAll('#peers-table th button')) {
      button.addEventListener('click', () => this.#sortBy(button.dataset.by));
    }
    byId('filter').addEventListener('input', ({ target }) => {
      this.#filter = target.value.trim().toLowerCase();
      again();
    });
    onColours((now) => {
      this.#colours = now;
      again();
    });
  }

  render(model, network, selected, range) {
    if (network !== this.#network) {
      this.#network = network;
      this.#rows.forEach((row) => this.#watch.unobserve(row.spark));
      this.#rows.clear();
      this.#visible.clear();
      byId('peers').replaceChildren();
    }
    const list = this.#list(model, network);
    this.#keepOnly(new Set(list.map(({ peer }) => peer.id)));
    list.forEach((row, i) => this.#row(row, i, selected));
    const now = performance.now();
    // Draw last, because drawing reads sizes and would cause a layout after each change.
    for (const { peer } of list) {
      const { spark } = this.#rows.get(peer.id);
      if (this.#visible.has(spark)) {
        drawSpark(spark, peer.history, range, now, this.#colours);
      }
    }
    this.#words(model, network, list.length);
  }

  #list(model, network) {
    const list = [...(network?.peers.values() ?? [])]
      .map((peer) => ({ peer, name: model.nameOf(peer.id, network) }))
      .filter(
        ({ peer, name }) =>
          name.toLowerCase().includes(this.#filter) ||
          peer.id.includes(this.#filter) ||
          String(peer.fields.address ?? '').includes(this.#filter),
      );
    const key = KEYS[this.#sort.by];
    const sign = this.#sort.down ? -1 : 1;
    return list.sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      if (x === null || y === null) {
        return (x === null) - (y === null) || compareNames(a.name, b.name); // unknown comes last
      }
      const compared = typeof x === 'number' ? x - y : compareNames(x, y);
      return sign * compared || compareNames(a.name, b.name);
    });
  }

  #keepOnly(ids) {
    for (const [id, row] of this.#rows) {
      if (!ids.has(id)) {
        this.#watch.unobserve(row.spark);
        this.#visible.delete(row.spark);
        row.line.remove();
        this.#rows.delete(id);
      }
    }
  }

  #row({ peer, name }, index, selected) {
    let row = this.#rows.get(peer.id);
    if (!row) {
      row = this.#make(peer.id);
      this.#rows.set(peer.id, row);
    }
    const body = byId('peers');
    if (body.children[index] !== row.line) {
      body.insertBefore(row.line, body.children[index] ?? null);
    }
    const { fields, connected, missing, rates } = peer;
    setText(row.button, name);
    setText(row.id, name === shortId(peer.id) ? '' : shortId(peer.id));
    const why = connected ? '' : missing ? missingWords(missing, Date.now()) : whyLost(peer);
    setText(row.state, peer.state);
    setText(row.why, why);
    setAttribute(row.last, 'colspan', connected ? '1' : '5'); // in place of the cells that have nothing
    setAttribute(row.why, 'title', why);
    setText(row.role, String(fields.role || '–'));
    setText(row.origin, String((connected && fields.origin) || '–'));
    setText(row.ping, connected ? millis(fields.pingMillis) : '–');
    setText(row.in, rate(rates?.bytesIn ?? null));
    setText(row.out, rate(rates?.bytesOut ?? null));
    const kind = connected ? 'up' : peer.state === 'idle' ? 'down idle' : 'down';
    setAttribute(row.line, 'class', selected === peer.id ? `${kind} selected` : kind);
    setAttribute(row.button, 'aria-pressed', String(selected === peer.id));
  }

  #make(id) {
    const cell = (name, ...content) => element('td', { className: name }, ...content);
    const button = element('button', { type: 'button', className: 'peer', title: id });
    const row = {
      button,
      id: element('span', { className: 'id' }),
      state: element('span', { className: 'badge' }),
      role: cell('role'),
      origin: cell('origin'),
      ping: cell('number ping'),
      in: cell('number in'),
      out: cell('number out'),
      spark: element('canvas', { 'aria-hidden': 'true' }),
      why: element('span', { className: 'why' }),
    };
    row.last = cell('spark', row.spark, row.why);
    row.line = element(
      'tr',
      { 'data-peer': id },
      element('th', { scope: 'row', className: 'name' }, button, row.id),
      cell('state', row.state),
      row.role,
      row.origin,
      row.ping,
      row.in,
      row.out,
      row.last,
    );
    row.line.addEventListener('click', () => this.#select(id)); // the button's click arrives here too
    this.#watch.observe(row.spark);
    return row;
  }

  #sortBy(by) {
    this.#sort = { by, down: this.#sort.by === by && !this.#sort.down };
    for (const head of document.querySelectorAll('#peers-table th[aria-sort]')) {
      const own = head.querySelector('button').dataset.by === by;
      head.setAttribute('aria-sort', own ? (this.#sort.down ? 'descending' : 'ascending') : 'none');
    }
    this.#again();
  }

  #words(model, network, shown) {
    const empty = byId('peers-empty');
    const all = network?.peers.size ?? 0;
    setText(byId('peers-summary'), network?.seen ? summary(network.counts) : '');
    byId('peers-table').hidden = shown === 0;
    byId('filter-row').hidden = all < 8 && this.#filter === '';
    empty.hidden = shown > 0;
    if (!network) {
      setText(
        empty,
        model.listed ? 'This node runs no network that can be shown.' : 'Waiting for data of the node.',
      );
    } else if (network.trouble && !network.seen) {
      setText(empty, `The peers are not available: ${network.trouble}`);
    } else if (!network.seen) {
      setText(empty, 'Waiting for the peers …');
    } else if (all > 0) {
      setText(empty, 'No peer matches.');
    } else {
      setText(
        empty,
        `No peer is connected. ${network.name} has been up since ${clock(network.info.startedAt)}, listens at` +
          ` ${network.info.address}, and dials the peers of its seeds and its discovery.`,
      );
    }
  }
}

function summary({ connected, missing, idle, lost }) {
  return [
    `${count(connected, 'peer')} connected`,
    missing > 0 ? `${missing} missing` : null,
    lost > 0 ? `${lost} lost` : null,
    idle > 0 ? `${idle} idle` : null,
  ]
    .filter(Boolean)
    .join(', ');
}
