// The dashboard: a link to the node feeds a model. Each panel renders its part of the model, at
// most once per frame.

import { byId, setOptions, setText } from './dom.js';
import { EventsView } from './events.js';
import { FactsView } from './facts.js';
import { FailuresView } from './failures.js';
import { Feed } from './feed.js';
import { chain } from './format.js';
import { Link } from './link.js';
import { MeshView } from './mesh.js';
import { Model } from './model.js';
import { NoticeView } from './notice.js';
import { PeersView } from './peers.js';
import { SendView } from './send.js';
import { TrafficView } from './traffic.js';

let model = new Model();
let clients = new Map();
let feed = null;
let planned = false;
let viewedKey = null;
let selected = null;

const notice = new NoticeView({ retry: () => link.now(), useToken: (token) => link.useToken(token) });
const mesh = new MeshView(select);
const peers = new PeersView(select, plan);
const traffic = new TrafficView(plan);
const facts = new FactsView({ view, close: () => select(null) });
const send = new SendView(clientOf, plan);
const events = new EventsView();
const failures = new FailuresView();
const link = new Link(connected);

byId('network').addEventListener('change', ({ target }) => view(target.value));

/** Returns the viewed network: the selected one if it exists, otherwise the first. */
function viewed() {
  return model.networks.get(viewedKey) ?? model.sorted[0] ?? null;
}

function view(key) {
  viewedKey = key;
  selected = null;
  feed?.hurry();
  plan();
}

function select(id) {
  selected = id === selected ? null : id;
  if (selected) {
    send.choose(selected);
  }
  plan();
}

function clientOf(network) {
  return network && document.body.dataset.state === 'live'
    ? (clients.get(network.key.slice(0, -network.name.length - 1)) ?? null)
    : null;
}

function connected(state) {
  notice.show(state);
  feed?.end();
  feed = null;
  clients = state.clients ?? new Map();
  if (state.name === 'live') {
    const next = new Model(model);
    feed = new Feed(next, clients, {
      viewed,
      history: (key) => link.history(key),
      silent: (millis) => link.silent(millis),
      changed: () => {
        if (model !== next && (next.known || model.networks.size === 0)) {
          model = next; // show the old data until now
        }
        notice.heard();
        plan();
      },
    });
    feed.run();
  }
  plan();
}

function plan() {
  if (!planned) {
    planned = true;
    requestAnimationFrame(() => {
      planned = false;
      render();
    });
  }
}

function render() {
  const network = viewed();
  const list = model.sorted.map(({ key, name }) => ({ value: key, text: name }));
  setOptions(byId('network'), list);
  byId('network').value = network?.key ?? '';
  byId('network').closest('label').hidden = list.length === 0;
  document.title = network ? `${network.name} · DiemNet node` : 'DiemNet node';
  setText(byId('role'), network ? `${network.info.networkId} network, chain ${chain(network.info.chainId)}` : '');
  mesh.render(model, network, selected);
  peers.render(model, network, selected, traffic.range);
  traffic.render(model, network, selected);
  facts.render(model, network, selected);
  send.render(model, network);
  events.render(model);
  failures.render(network);
}

notice.show({ name: 'connecting' });
render();
link.now();
