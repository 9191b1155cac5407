import type { LineReason } from '../../shared/line.ts';
import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';

/** Why the line is thought to be as it is, in a few words. */
export function shortReason(reason: LineReason, m: Messages, format: Format): string {
  const { short } = m.line;
  switch (reason.kind) {
    case 'nothing-yet':
      return short.nothingYet;
    case 'no-interface':
      return short.noInterface;
    case 'unreachable':
      return short.unreachable(reason.origins);
    case 'silence':
      return short.silence(reason.origins);
    case 'portal':
      return reason.host === null ? short.portal : short.portalAt(isolated(reason.host));
    case 'only-some-answer':
      return short.onlySome(reason.dark);
    case 'transfers-freeze':
      return short.freeze(reason.origins);
    case 'slow':
      return short.slow(format.bytes(reason.bytesPerSecond));
    case 'slow-handshakes':
      return short.slowHandshakes(format.duration(reason.ms));
    case 'answers':
      // Nobody was asked for a while: that they answered then is all there is to say.
      return reason.origins === 0 ? short.answered : short.answers(reason.origins);
  }
}

/** The same with what it means, and what is to be done about it. */
export function fullReason(reason: LineReason, m: Messages, format: Format): string {
  const { full } = m.line;
  switch (reason.kind) {
    case 'nothing-yet':
      return full.nothingYet;
    case 'no-interface':
      return full.noInterface;
    case 'unreachable':
      return full.unreachable(reason.origins);
    case 'silence':
      return full.silence(reason.origins);
    case 'portal':
      return reason.host === null ? full.portal : full.portalAt(isolated(reason.host));
    case 'only-some-answer':
      return full.onlySome(reason.answering, reason.dark);
    case 'transfers-freeze':
      return full.freeze(reason.origins);
    case 'slow':
      return full.slow(format.bytes(reason.bytesPerSecond));
    case 'slow-handshakes':
      return full.slowHandshakes(format.duration(reason.ms));
    case 'answers':
      return reason.origins === 0 ? full.answered : full.answers(reason.origins);
  }
}

/** A clock off by less than this still lets nearly every certificate pass. */
const SECURE_STILL_MS = 86_400_000;

/** What is wrong with this device's clock; null: nothing, as far as is known. */
export function clockSentence(clockOffMs: number | null, m: Messages, format: Format): string | null {
  if (clockOffMs === null) return null;
  if (clockOffMs === 0) return m.line.clock.unknown;
  const span = format.span(clockOffMs);
  return Math.abs(clockOffMs) < SECURE_STILL_MS ? m.line.clock.slightly(span) : m.line.clock.off(span);
}

/** As the longest name can be (RFC 1035). */
const MAX_HOST_CHARACTERS = 253;

/** A stranger's word inside a sentence: no longer than a host can be, and letters of their own direction keep it. */
export function isolated(host: string): string {
  const short = host.slice(0, MAX_HOST_CHARACTERS);
  return /^[ -~]*$/.test(short) ? short : `\u2068${short}\u2069`;
}
