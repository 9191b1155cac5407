import { describe, expect, test } from 'vitest';
import { createPlannedRoutes } from '../../../main/service/planned-routes.ts';
import type { FeedId, Library } from '../../../shared/model.ts';
import type { RoutePlan } from '../../../shared/routes.ts';
import { DEFAULT_SCHEDULE } from '../../../shared/schedule.ts';
import { addSubscription } from '../../../main/service/library-edits.ts';
import { setRoutes } from '../../../main/service/network-edits.ts';

const ID = 'feed1' as FeedId;
const OWN = 'https://news.example';
const MIRROR = 'https://mirror.example';

const EMPTY: Library = {
  version: 1,
  subscriptions: [],
  folders: [],
  preferences: { locale: null, theme: 'system', textSize: 100 },
  network: {
    proxies: [
      { id: 'p1', name: 'Office', kind: 'socks5', host: 'proxy.example', port: 1080, username: null, password: null },
    ],
    routes: null,
    folderRoutes: [],
    dohUrl: null,
    systemRoots: false,
    log: false,
  },
  schedule: DEFAULT_SCHEDULE,
  senders: [],
  watchedFolder: null,
};

const routesFor = (plan: RoutePlan | null) => {
  const one = addSubscription(EMPTY, { url: `${OWN}/feed`, title: null, siteUrl: null, folder: [] }, ID, 0);
  const library = setRoutes(one, {
    target: { kind: 'feed', id: ID },
    plan: plan && { ...plan, chain: [...plan.chain] },
  });
  return createPlannedRoutes(() => library);
};

describe('the ways of a plan, as breakers know them', () => {
  test('without a plan: directly, and nothing else is to be looked at', () => {
    const routes = routesFor(null);
    expect(routes.of([ID], OWN)).toEqual([{ name: 'direct', at: OWN }]);
    expect(routes.of([ID], 'https://other.example')).toEqual([{ name: 'direct', at: 'https://other.example' }]);
    expect(routes.of([], OWN)).toEqual([{ name: 'direct', at: OWN }]);
    expect([routes.onlyDirect(), routes.mayBeDirect(ID)]).toEqual([true, true]);
  });

  test('a mirror is a way to its source’s own site, and to no other', () => {
    const routes = routesFor({
      direct: 'auto',
      chain: [
        { via: 'direct', url: null },
        { via: 'direct', url: `${MIRROR}/rss` },
      ],
    });
    expect(routes.of([ID], OWN)).toEqual([
      { name: 'direct', at: OWN },
      { name: 'direct', at: MIRROR },
    ]);
    expect(routes.of([ID], 'https://pictures.example')).toEqual([{ name: 'direct', at: 'https://pictures.example' }]);
    expect([routes.onlyDirect(), routes.mayBeDirect(ID)]).toEqual([false, true]);
  });

  test('a source that must not be asked directly has its proxies, or nothing', () => {
    const routes = routesFor({ direct: 'never', chain: [{ via: 'proxy', proxyId: 'p1', url: null }] });
    expect(routes.of([ID], OWN)).toEqual([{ name: 'p1', at: OWN }]);
    expect([routes.onlyDirect(), routes.mayBeDirect(ID)]).toEqual([false, false]);
    const closed = routesFor({ direct: 'never', chain: [] });
    expect(closed.of([ID], OWN)).toEqual([]);
    expect([closed.onlyDirect(), closed.mayBeDirect(ID)]).toEqual([false, false]);
  });

  test('directly first, whatever the chain says', () => {
    const routes = routesFor({ direct: 'always', chain: [{ via: 'proxy', proxyId: 'p1', url: null }] });
    expect(routes.of([ID], OWN).map(({ name }) => name)).toEqual(['direct', 'p1']);
  });
});
