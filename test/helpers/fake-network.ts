// The part of the core in memory that knows of proxies, routes and what was kept out.
import type { HandlersOf, LibraryShown } from '../../shared/contract.ts';
import { LarderError } from '../../shared/errors.ts';
import type { FeedId, Library, LoggedAttempt, QuarantineEntry } from '../../shared/model.ts';
import type { Proxy, RoutePlan } from '../../shared/routes.ts';

export type FakeNetworkState = {
  library(): Library;
  setLibrary(library: Library): void;
  /** As every change of the library does, tells the interface. */
  changed(): void;
  readonly quarantine: readonly QuarantineEntry[];
  readonly attempts: readonly LoggedAttempt[];
};

/** The library without proxies' passwords, as the interface is given it. */
export function shownLibrary(library: Library): LibraryShown {
  const proxies = library.network.proxies.map(({ password, ...shown }) => ({
    ...shown,
    hasPassword: password !== null,
  }));
  return { ...library, network: { ...library.network, proxies } };
}

type NetworkMethod =
  | 'proxies.add'
  | 'proxies.change'
  | 'proxies.remove'
  | 'routes.set'
  | 'routes.test'
  | 'network.set'
  | 'feeds.anchor'
  | 'feeds.trust'
  | 'quarantine.list'
  | 'attempts.list'
  | 'diagnostics.export';

export function fakeNetworkHandlers(state: FakeNetworkState): HandlersOf<NetworkMethod> {
  function changeNetwork(change: Partial<Library['network']>): null {
    const library = state.library();
    state.setLibrary({ ...library, network: { ...library.network, ...change } });
    state.changed();
    return null;
  }
  function changeSource(id: FeedId, change: Partial<Library['subscriptions'][number]>): null {
    const library = state.library();
    if (!library.subscriptions.some((source) => source.id === id))
      throw new LarderError('NOT_FOUND', 'No such source.');
    const subscriptions = library.subscriptions.map((source) => (source.id === id ? { ...source, ...change } : source));
    state.setLibrary({ ...library, subscriptions });
    state.changed();
    return null;
  }
  const proxies = (): readonly Proxy[] => state.library().network.proxies;

  return {
    'proxies.add'(proxy) {
      const id = `proxy${proxies().length}`;
      changeNetwork({ proxies: [...proxies(), { ...proxy, id }] });
      return { id };
    },
    'proxies.change'({ password, ...changed }) {
      return changeNetwork({
        proxies: proxies().map((proxy) =>
          proxy.id === changed.id
            ? { ...changed, password: password === undefined ? proxy.password : password }
            : proxy,
        ),
      });
    },
    'proxies.remove'({ id }) {
      const without = (plan: RoutePlan): RoutePlan => ({
        ...plan,
        chain: plan.chain.filter((route) => route.via !== 'proxy' || route.proxyId !== id),
      });
      const library = state.library();
      state.setLibrary({
        ...library,
        subscriptions: library.subscriptions.map((source) =>
          source.routes ? { ...source, routes: without(source.routes) } : source,
        ),
      });
      const { routes, folderRoutes } = library.network;
      return changeNetwork({
        proxies: proxies().filter((proxy) => proxy.id !== id),
        routes: routes && without(routes),
        folderRoutes: folderRoutes.map((folder) => ({ ...folder, plan: without(folder.plan) })),
      });
    },
    'routes.set'({ target, plan }) {
      if (target.kind === 'feed') return changeSource(target.id, { routes: plan });
      if (target.kind === 'all') return changeNetwork({ routes: plan });
      const others = state
        .library()
        .network.folderRoutes.filter((folder) => JSON.stringify(folder.path) !== JSON.stringify(target.path));
      return changeNetwork({ folderRoutes: plan ? [...others, { path: target.path, plan }] : others });
    },
    'routes.test'({ route }) {
      if (route.via !== 'proxy') return { outcome: 'OK', reason: 'OK', ms: 812, bytes: 14_210 };
      return route.proxyId === 'home'
        ? { outcome: 'PROXY_DOWN', reason: 'The proxy does not answer.', ms: 8_010, bytes: 0 }
        : { outcome: 'NOT_MODIFIED', reason: 'Not modified.', ms: 1_240, bytes: 0 };
    },
    'network.set': (settings) => changeNetwork(settings),
    'feeds.anchor': ({ id, anchor }) => changeSource(id, { anchor }),
    'feeds.trust': ({ id, pem }) => changeSource(id, { pinnedPem: pem }),
    'quarantine.list': () => [...state.quarantine],
    'attempts.list': ({ limit }) => (state.library().network.log ? state.attempts.slice(0, limit) : []),
    'diagnostics.export': () => ({ json: '{"larder":"0.1.0","state":"allowlist","origins":[{"host":1}]}' }),
  };
}
