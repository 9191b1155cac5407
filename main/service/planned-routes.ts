/** The ways of every source's plan, as breakers know them: whether one is open is asked thousands of times a minute. */
import type { FeedId, Library } from '../../shared/model.ts';
import { effectivePlan } from '../../shared/routes.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import { placeOf } from './source-list.ts';

/** `name`: the proxy's id, or `direct`. `at`: the origin that is asked. */
export type PlannedRoute = { readonly name: string; readonly at: string };

export type PlannedRoutes = {
  /** By which ways something at `origin` is had for these sources; the first one's plan is taken. */
  of(feedIds: readonly FeedId[], origin: string): readonly PlannedRoute[];
  mayBeDirect(id: FeedId): boolean;
  isAnchor(id: FeedId): boolean;
  /** No source has another way than to be asked itself, directly. */
  onlyDirect(): boolean;
};

type SourceRoutes = {
  readonly origin: string;
  readonly routes: readonly PlannedRoute[];
  readonly isDirect: boolean;
  readonly isOnlyDirect: boolean;
};

/** Worked out once for each library. */
export function createPlannedRoutes(library: () => Library): PlannedRoutes {
  let known: {
    readonly library: Library;
    readonly byFeed: ReadonlyMap<FeedId, SourceRoutes>;
    readonly onlyDirect: boolean;
    readonly anchors: ReadonlySet<FeedId>;
  } | null = null;

  function read() {
    const current = library();
    if (known?.library === current) return known;
    const byFeed = new Map(current.subscriptions.map((source) => [source.id, routesOf(source, current)]));
    const anchors = new Set(current.subscriptions.flatMap(({ id, anchor }) => (anchor ? [id] : [])));
    const onlyDirect = [...byFeed.values()].every(({ isOnlyDirect }) => isOnlyDirect);
    return (known = { library: current, byFeed, onlyDirect, anchors });
  }

  return {
    of(feedIds, origin) {
      const source = read().byFeed.get(feedIds[0] ?? ('' as FeedId));
      if (!source) return [{ name: 'direct', at: origin }];
      if (source.origin === origin) return source.routes;
      // A mirror stands in for its source's own site, and for no other.
      return source.routes.flatMap(({ name, at }) => (at === source.origin ? [{ name, at: origin }] : []));
    },
    mayBeDirect: (id) => read().byFeed.get(id)?.isDirect ?? true,
    isAnchor: (id) => read().anchors.has(id),
    onlyDirect: () => read().onlyDirect,
  };
}

function routesOf(source: Library['subscriptions'][number], { network }: Library): SourceRoutes {
  const { origin } = placeOf(source.url);
  const plan = effectivePlan(source, network);
  const chain = plan.chain.flatMap((route): PlannedRoute[] => {
    const at = route.url === null ? origin : (parseHttpUrl(route.url)?.origin ?? origin);
    if (route.via === 'proxy') return [{ name: route.proxyId, at }];
    return plan.direct === 'never' ? [] : [{ name: 'direct', at }];
  });
  const routes = plan.direct === 'always' ? [{ name: 'direct', at: origin }, ...chain] : chain;
  const direct = routes.filter(({ name, at }) => name === 'direct' && at === origin);
  const isOnlyDirect = direct.length > 0 && direct.length === routes.length;
  return { origin, routes, isDirect: direct.length > 0, isOnlyDirect };
}
