// Failed connection attempts, by reason.

import { byId, element, setText } from './dom.js';
import { REASONS, isNormal } from './reasons.js';

export class FailuresView {
  #shown = '';

  render(network) {
    const rows = network ? list(network.info.failures ?? {}) : [];
    byId('failures-table').hidden = rows.length === 0;
    byId('failures-empty').hidden = rows.length > 0;
    setText(
      byId('failures-empty'),
      network ? `No handshake of ${network.name} has failed since it started.` : '',
    );
    const shown = JSON.stringify(rows);
    if (shown === this.#shown) {
      return;
    }
    this.#shown = shown;
    const most = Math.max(1, ...rows.map(({ count }) => count));
    byId('failures').replaceChildren(...rows.map((row) => line(row, most)));
  }
}

function list(failures) {
  return ['inbound', 'outbound']
    .flatMap((direction) =>
      Object.entries(failures[direction] ?? {}).map(([reason, count]) => ({ direction, reason, count })),
    )
    .filter(({ count }) => count > 0)
    .sort(
      (a, b) =>
        isNormal(a.reason) - isNormal(b.reason) || b.count - a.count || a.reason.localeCompare(b.reason),
    );
}

function line({ direction, reason, count }, most) {
  const share = element('meter', { min: 0, max: most, value: count });
  share.setAttribute('aria-hidden', 'true');
  return element(
    'tr',
    { className: isNormal(reason) ? 'normal' : '' },
    element(
      'th',
      { scope: 'row' },
      reason,
      element('small', {}, REASONS[reason] ?? ''),
    ),
    element('td', {}, direction),
    element('td', { className: 'number' }, share, String(count)),
  );
}
