import type { PageLook } from '../../shared/model.ts';
import { isVouchedFor, type GateArrival } from './arrival.ts';
import { networkPage, signsOf } from './network-page.ts';
import type { Refused } from './verdict.ts';

/**
 * The body of an error answer (403, 404, 5xx ...). Null: nothing says that it is not the server's own, and its status stands.
 * Servers and CDNs say "forbidden" themselves, so here the page must also name a law, a register, a provider.
 */
export function judgeStrangerBody(arrival: GateArrival, look: PageLook): Refused | null {
  if (isVouchedFor(arrival) || (look.kind !== 'html' && look.kind !== 'text')) return null;
  const signs = signsOf(arrival, look);
  const isNetworks =
    signs.isKnownStub ||
    signs.saysByLaw ||
    (signs.foreign && !signs.isServerPage && (signs.saysBlocked || signs.asksToSignIn)) ||
    (signs.asksToSignIn && look.asksSecret && !signs.isSitesOwn && !signs.isServerPage) ||
    (signs.sendsElsewhere && !signs.isServerPage && arrival.recentlyGood);
  return isNetworks ? networkPage(arrival, look, signs) : null;
}
