// The properties of the viewed network and of the selected peer.

import { byId, element, setText } from './dom.js';
import { bytes, chain, clock, lasting, millis } from './format.js';
import { missingWords } from './missing.js';
import { whyLost } from './reasons.js';

const SHAPES = { 'peer id': 'double', state: 'wide', address: 'wide', protocols: 'wide' };

export class FactsView {
  #shown = new Map();

  /** @param view called with the key of the network that the user selects */
  constructor({ view, close }) {
    byId('peer-close').addEventListener('click', close);
    byId('peer-view').addEventListener('click', ({ target }) => view(target.dataset.key));
  }

  render(model, network, selected) {
    this.#list('network-facts', network ? networkFacts(network) : []);
    const section = byId('peer-panel');
    section.hidden = !selected || !network;
    if (section.hidden) {
      return;
    }
    const own = [...model.networks.values()].find(({ info }) => info.peer === selected);
    const peer = network.peers.get(selected);
    setText(byId('peer-name'), model.nameOf(selected, network));
    this.#list('peer-facts', peer ? peerFacts(peer) : strangerFacts(network, selected));
    const button = byId('peer-view');
    button.hidden = !own || own === network;
    if (own) {
      button.dataset.key = own.key;
      setText(button, `View from ${own.name}`);
    }
  }

  /** Renders terms and their values. Changes only what differs. */
  #list(id, facts) {
    const list = byId(id);
    const terms = facts.map(([term]) => term).join();
    if (this.#shown.get(id) !== terms) {
      this.#shown.set(id, terms);
      list.replaceChildren(
        ...facts.map(([term]) =>
          element('div', { className: SHAPES[term] ?? '' }, element('dt', {}, term), element('dd')),
        ),
      );
    }
    facts.forEach(([, text], i) => setText(list.children[i].lastChild, text));
  }
}

function networkFacts({ info }) {
  return [
    ['peer id', info.peer],
    ['address', String(info.address)],
    ['network', info.networkId],
    ['chain', chain(info.chainId)],
    ['role', info.role],
    ['mutual authentication', info.mutualAuthentication ? 'yes' : 'no'],
    ['crypto', String(info.crypto)],
    ['protocols', (info.protocols ?? []).join(', ')],
    ['up for', lasting(Date.now() - info.startedAt)],
  ];
}

function peerFacts({ fields, connected, missing, reason }) {
  if (missing) {
    return [
      ['peer id', fields.peer],
      ['state', missingWords(missing, Date.now())],
      ['address', fields.address || 'unknown'],
      ['role', String(fields.role)],
      ['trusted', missing.trusted ? 'yes' : 'no'],
    ];
  }
  return [
    ['peer id', fields.peer],
    ['state', connected ? `connected since ${clock(fields.connectedAt)}` : `lost: ${whyLost({ reason })}`],
    ['address', String(fields.address)],
    ['role', String(fields.role)],
    ['origin', String(fields.origin)],
    ['round trip', connected ? millis(fields.pingMillis) : '–'],
    ['received', total(fields.bytesIn, fields.messagesIn)],
    ['sent', total(fields.bytesOut, fields.messagesOut)],
    ['protocols', (fields.protocols ?? []).join(', ')],
  ];
}

function strangerFacts(network, id) {
  const self = id === network.info.peer;
  return [
    ['peer id', id],
    ['state', self ? `this is ${network.name}, whose peers are shown` : `not a peer of ${network.name}`],
  ];
}

function total(size, messages) {
  return size === undefined ? '–' : `${bytes(size)} in ${messages} messages`;
}
