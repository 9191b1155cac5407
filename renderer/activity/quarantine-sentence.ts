import type { QuarantineEntry } from '../../shared/model.ts';
import type { Messages } from '../messages/en.ts';
import { isolated } from '../status/line-sentences.ts';

/** Why something was not archived, as far as anyone can tell from here. */
export function quarantineSentence(entry: QuarantineEntry, m: Messages): string {
  const { quarantine } = m.activity;
  const host = isolated(entry.host);
  switch (entry.outcome) {
    case 'STUB':
      return quarantine.network(host);
    case 'CAPTIVE':
      return quarantine.portal(host);
    case 'TAMPER':
      return quarantine.changed(host);
    case 'TLS_INTERCEPT':
      return quarantine.certificate(host);
    case 'TRUNC':
    case 'FROZEN':
    case 'SLOW':
      return quarantine.cut(host);
    case 'NOT_A_FEED':
    case 'NOT_AN_ARTICLE':
    case 'NOT_AN_IMAGE':
      return quarantine.wrongKind(host);
    default:
      return quarantine.other(host);
  }
}
