import { describe, expect, it } from 'vitest';
import type { ProxyShown, Route, RoutePlan } from '../../../shared/routes.ts';
import { en } from '../../../renderer/messages/en.ts';
import { isClosed, missesOnion, moveRoute, withoutLost } from '../../../renderer/routes/plan-edits.ts';
import { planName, takenRouteName } from '../../../renderer/routes/route-name.ts';

const proxy = (id: string, kind: ProxyShown['kind']): ProxyShown => ({
  id,
  name: `The ${id}`,
  kind,
  host: 'p.example',
  port: 1,
  username: null,
  hasPassword: false,
});
const proxies = [proxy('home', 'socks5'), proxy('office', 'http')];

const direct: Route = { via: 'direct', url: null };
const system: Route = { via: 'system', url: null };
const home: Route = { via: 'proxy', proxyId: 'home', url: null };
const office: Route = { via: 'proxy', proxyId: 'office', url: null };
const plan = (rule: RoutePlan['direct'], ...chain: Route[]): RoutePlan => ({ direct: rule, chain });

describe('a list of ways', () => {
  it('is put in another order one place at a time, and stays as it is at its ends', () => {
    const chain = [direct, system, home];
    expect(moveRoute(chain, 2, -1)).toEqual([direct, home, system]);
    expect(moveRoute(chain, 0, 1)).toEqual([system, direct, home]);
    expect(moveRoute(chain, 0, -1)).toBe(chain);
    expect(moveRoute(chain, 2, 1)).toBe(chain);
  });

  it('is closed when nothing in it may be taken', () => {
    expect(isClosed(plan('never', direct))).toBe(true);
    expect(isClosed(plan('auto'))).toBe(true);
    expect(isClosed(plan('always'))).toBe(false);
    expect(isClosed(plan('never', direct, home))).toBe(false);
    // The system may name a proxy; whether it does, only the system knows.
    expect(isClosed(plan('never', system))).toBe(false);
  });

  it('loses the ways through a proxy that is gone, and never its rule', () => {
    expect(withoutLost(plan('never', home, office, direct), proxies.slice(1))).toEqual(plan('never', office, direct));
  });

  it('is told in one line, without what is skipped', () => {
    expect(planName(plan('auto', system), proxies, en)).toBe('as the system');
    expect(planName(plan('always', home, direct), proxies, en)).toBe('direct · The home');
    expect(planName(plan('never', home, direct), proxies, en)).toBe('The home · never directly');
    expect(planName(plan('auto'), proxies, en)).toBe('The list is empty.');
  });
});

describe('an onion address', () => {
  const onion = (route: Route): Route => ({ ...route, url: 'http://abcdefgh.onion/feed' });
  it('is reached through SOCKS alone', () => {
    expect([direct, system, office, home].map((route) => missesOnion(onion(route), proxies))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('is known by its host, whatever else stands in the address', () => {
    expect(missesOnion({ via: 'direct', url: 'https://mirror.example/x.onion' }, proxies)).toBe(false);
    expect(missesOnion({ via: 'direct', url: 'HTTP://ABCDEFGH.ONION/' }, proxies)).toBe(true);
    expect(missesOnion({ via: 'direct', url: 'not an address' }, proxies)).toBe(false);
  });
});

describe('a way that was taken', () => {
  it('has the name its owner knows it by', () => {
    expect(['direct', 'home', 'system', 'system-2', 'gone'].map((id) => takenRouteName(id, proxies, en))).toEqual([
      'direct',
      'The home',
      'as the system',
      'as the system',
      'a removed proxy',
    ]);
  });
});
