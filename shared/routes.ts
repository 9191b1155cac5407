/** By which ways a source may be reached, as its owner set them. Nothing here is bundled, found or suggested by the program. */

/** A proxy that the owner, or their organisation, runs. */
export type Proxy = {
  readonly id: string;
  /** As the owner calls it. */
  readonly name: string;
  /** `http`: a tunnel by CONNECT. `socks5`: names are resolved at its far end. */
  readonly kind: 'http' | 'socks5';
  readonly host: string;
  readonly port: number;
  readonly username: string | null;
  /** Stays in library.json: never in a log, an export, or an answer to the interface (see `hasPassword`). */
  readonly password: string | null;
};

/** A proxy as the interface sees it. */
export type ProxyShown = Omit<Proxy, 'password'> & { readonly hasPassword: boolean };

/** One way to a source. `url` is another address of the same source (a mirror, an onion address); null: its own. */
export type Route =
  | { readonly via: 'direct'; readonly url: string | null }
  /** Whatever the system is set to: its proxies in its order, or direct. */
  | { readonly via: 'system'; readonly url: string | null }
  | { readonly via: 'proxy'; readonly proxyId: string; readonly url: string | null };

/**
 * `never` fails closed: neither a connection nor a question to a name server goes out except through a proxy. `always`:
 * directly first, whatever the chain says. `auto`: the chain as it stands.
 */
export type DirectRule = 'always' | 'auto' | 'never';

export type RoutePlan = { readonly direct: DirectRule; readonly chain: readonly Route[] };

/** Nothing was set: as the rest of the system does. */
export const DEFAULT_PLAN: RoutePlan = { direct: 'auto', chain: [{ via: 'system', url: null }] };

/** The plan of one folder; folders inside it follow it unless they have one of their own. */
export type FolderRoutes = { readonly path: readonly string[]; readonly plan: RoutePlan };

/** What `effectivePlan` needs of a library. */
export type RouteRules = {
  readonly routes: RoutePlan | null;
  readonly folderRoutes: readonly FolderRoutes[];
};

/** The nearest plan: the source's own, else its folder's, else that of the folder around it, else the library's. */
export function effectivePlan(
  source: { readonly folder: readonly string[]; readonly routes: RoutePlan | null } | null,
  rules: RouteRules,
): RoutePlan {
  if (source?.routes) return source.routes;
  const folder = source?.folder ?? [];
  for (let depth = folder.length; depth > 0; depth--) {
    const own = rules.folderRoutes.find(
      ({ path }) => path.length === depth && path.every((name, index) => name === folder[index]),
    );
    if (own) return own.plan;
  }
  return rules.routes ?? DEFAULT_PLAN;
}
