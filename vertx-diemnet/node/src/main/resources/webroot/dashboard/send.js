// The form that sends a request or a direct send, and the result.

import { byId, element, setOptions, setText } from './dom.js';
import { bytes, compareNames, count, millis } from './format.js';
import { parse, show } from './payload.js';

const ALL = '*';
const NAMES_SHOWN = 5;

export class SendView {
  #clientOf;
  #model = null;
  #network = null;
  #busy = false;
  #again;

  /** @param clientOf returns the client of a network, or null without a connection */
  constructor(clientOf, again) {
    this.#clientOf = clientOf;
    this.#again = again;
    const form = byId('send');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send(form);
    });
    form.addEventListener('change', again);
  }

  /** Selects the receiver when a peer is selected in the table. */
  choose(peer) {
    const select = byId('send-peer');
    if ([...select.options].some(({ value }) => value === peer)) {
      select.value = peer;
    }
  }

  render(model, network) {
    this.#model = model;
    this.#network = network;
    const peers = (network?.connected ?? [])
      .map(({ id }) => ({ value: id, text: model.nameOf(id, network) }))
      .sort((a, b) => compareNames(a.text, b.text));
    const direct = this.#direct;
    const all = direct && peers.length > 1 ? [{ value: ALL, text: `all ${peers.length} peers` }] : [];
    setOptions(byId('send-peer'), [...peers, ...all]);
    setOptions(byId('send-protocol'), this.#protocols(direct));
    byId('send-timeout').closest('label').hidden = direct;
    byId('send-button').disabled = this.#busy || peers.length === 0 || !this.#clientOf(network);
    setText(byId('send-from'), network ? `from ${network.name}` : '');
    setText(byId('send-hint'), peers.length === 0 ? 'No peer is connected.' : '');
  }

  get #direct() {
    return byId('send').elements.kind.value === 'direct-send';
  }

  /** Returns the protocols of the peer for this kind, which the name usually shows. */
  #protocols(direct) {
    const peer = this.#network?.peers.get(byId('send-peer').value);
    const names = peer?.fields.protocols ?? this.#network?.info.protocols ?? [];
    const other = direct ? /Rpc$/i : /DirectSend(JSON)?$/i;
    return names.filter((name) => !other.test(name)).map((name) => ({ value: name, text: name }));
  }

  async #send(form) {
    const { peer, protocol, text, form: shape, timeout } = form.elements;
    const client = this.#clientOf(this.#network);
    if (this.#busy || !client) {
      return;
    }
    this.#busy = true;
    this.#again();
    const from = client.network(this.#network.name);
    const to = peer.selectedOptions[0]?.text ?? '';
    this.#answer('waiting', `Waiting for ${to} …`);
    const began = performance.now();
    const took = () => millis(performance.now() - began);
    try {
      const payload = parse(text.value, shape.value);
      if (this.#direct) {
        this.#queued(await from.directSend(peer.value, protocol.value, payload), to, took());
      } else {
        const options = { timeout: Number(timeout.value) };
        const answer = await from.rpc(peer.value, protocol.value, payload, options);
        this.#came(answer, to, took());
      }
    } catch (failure) {
      this.#failed(failure, took());
    }
    this.#busy = false;
    this.#again();
  }

  #came(answer, to, took) {
    const { form, text, left } = show(answer);
    const size = answer.length === 0 ? 'nothing' : `${bytes(answer.length)}${form === 'hex' ? ' (hex)' : ''}`;
    const more = left > 0 ? `… and ${bytes(left)} more` : '';
    this.#answer('good', `${to} answered ${size} in ${took}`, text + more);
  }

  #queued(result, to, took) {
    if (!result) {
      this.#answer('good', `Queued for ${to} in ${took}; direct sends are not acknowledged`);
      return;
    }
    const failed = Object.entries(result.failed);
    const told = failed
      .slice(0, NAMES_SHOWN)
      .map(([id, { code, message }]) => `${this.#model.nameOf(id, this.#network)}: ${code} ${message}`);
    if (failed.length > NAMES_SHOWN) {
      told.push(`and ${failed.length - NAMES_SHOWN} more`);
    }
    const words = `Queued for ${count(result.queued, 'peer')} in ${took}`;
    const also = failed.length > 0 ? `, not for ${failed.length}` : '';
    this.#answer(failed.length > 0 ? 'bad' : 'good', words + also, told.join('\n'));
  }

  #failed(failure, took) {
    if (failure instanceof TypeError) {
      this.#answer('bad', `Not sent: ${failure.message}`);
    } else {
      const name = failure.reason ? `${failure.code} ${failure.reason}` : 'Failed';
      this.#answer('bad', `${name} after ${took}`, failure.message);
    }
  }

  #answer(state, words, text = '') {
    const output = byId('answer');
    output.dataset.state = state;
    output.replaceChildren(element('p', {}, words));
    if (text) {
      output.append(element('pre', { tabIndex: 0 }, text));
    }
  }
}
