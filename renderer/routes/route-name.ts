import type { ProxyShown, Route, RoutePlan } from '../../shared/routes.ts';
import type { Messages } from '../messages/en.ts';
import { isSkipped } from './plan-edits.ts';

/** The way an attempt went, as it is remembered: `direct`, or the id of a proxy. */
export function takenRouteName(route: string, proxies: readonly ProxyShown[], m: Messages): string {
  if (route === 'direct') return m.routes.short.direct;
  const proxy = proxies.find(({ id }) => id === route);
  if (proxy) return proxy.name;
  // A proxy of the system has no name of the owner's.
  return route.startsWith('system') ? m.routes.short.system : m.routes.removedProxy;
}

/** A plan in one line: the ways in their order, and what is forbidden. */
export function planName(plan: RoutePlan, proxies: readonly ProxyShown[], m: Messages): string {
  const names = plan.chain
    .filter((route) => !isSkipped(route, plan))
    .map((route) => takenRouteName(idOf(route), proxies, m));
  if (plan.direct === 'always') names.unshift(m.routes.short.direct);
  if (plan.direct === 'never') names.push(m.routes.neverShort);
  return names.length === 0 ? m.routes.chainEmpty : [...new Set(names)].join(m.common.separator);
}

function idOf(route: Route): string {
  return route.via === 'proxy' ? route.proxyId : route.via;
}
