/** Which connections and sessions may be shared: only those that came the same way and trust the same certificates. */
import { hash } from 'node:crypto';
import type { DialRoute } from '../../shared/model.ts';

/** As a way is called in what is remembered: `direct`, or the proxy's id. */
export function routeId(via: DialRoute): string {
  return via.via === 'direct' ? 'direct' : via.id;
}

/** @param pins PEM texts the owner trusts for this source beside the public roots */
export function laneOf(via: DialRoute, pins: readonly string[]): string {
  return pins.length === 0 ? routeId(via) : `${routeId(via)} ${hash('sha256', JSON.stringify(pins))}`;
}
