/** What a person may set about the ways to their sources, as pure functions over library.json's content. */
import { X509Certificate } from 'node:crypto';
import type { Input, LibraryShown } from '../../shared/contract.ts';
import { LarderError } from '../../shared/errors.ts';
import type { Library, NetworkSettings } from '../../shared/model.ts';
import type { Proxy, Route, RoutePlan } from '../../shared/routes.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import { samePath } from './folder-path.ts';
import { changeSubscription } from './library-edits.ts';

/** As the interface may see it. */
export function shown(library: Library): LibraryShown {
  const proxies = library.network.proxies.map(({ password, ...proxy }) => ({
    ...proxy,
    hasPassword: password !== null,
  }));
  return { ...library, network: { ...library.network, proxies } };
}

/** @throws LarderError BAD_REQUEST for a host that is none */
export function addProxy(library: Library, wanted: Omit<Proxy, 'id'>, id: string): Library {
  const proxy = { ...wanted, host: checkedHost(wanted.host), id };
  return withNetwork(library, { proxies: [...library.network.proxies, proxy] });
}

/** An absent password stays as it was. @throws LarderError NOT_FOUND, BAD_REQUEST */
export function changeProxy(library: Library, wanted: Input<'proxies.change'>): Library {
  const before = library.network.proxies.find(({ id }) => id === wanted.id);
  if (!before) throw new LarderError('NOT_FOUND', 'No such proxy.');
  const { password, ...rest } = wanted;
  const proxy: Proxy = {
    ...before,
    ...rest,
    host: checkedHost(wanted.host),
    password: password === undefined ? before.password : password,
  };
  return withNetwork(library, {
    proxies: library.network.proxies.map((other) => (other.id === proxy.id ? proxy : other)),
  });
}

/**
 * Ways through it leave every plan. A plan that is empty then stays as it is, a closed door: falling back on the system's
 * way could send directly what was meant not to be. @throws LarderError NOT_FOUND
 */
export function removeProxy(library: Library, id: string): Library {
  const { network } = library;
  if (!network.proxies.some((proxy) => proxy.id === id)) throw new LarderError('NOT_FOUND', 'No such proxy.');
  const without = (plan: RoutePlan): RoutePlan => ({
    ...plan,
    chain: plan.chain.filter((route) => route.via !== 'proxy' || route.proxyId !== id),
  });
  return {
    ...library,
    subscriptions: library.subscriptions.map((feed) => ({ ...feed, routes: feed.routes && without(feed.routes) })),
    network: {
      ...network,
      proxies: network.proxies.filter((proxy) => proxy.id !== id),
      routes: network.routes && without(network.routes),
      folderRoutes: network.folderRoutes.map((folder) => ({ ...folder, plan: without(folder.plan) })),
    },
  };
}

/** @throws LarderError NOT_FOUND for a source, folder or proxy that is not there, BAD_ADDRESS */
export function setRoutes(
  library: Library,
  { target, plan }: { readonly target: Input<'routes.set'>['target']; readonly plan: RoutePlan | null },
): Library {
  const checked = plan && { ...plan, chain: plan.chain.map((route) => checkedRoute(library, route)) };
  switch (target.kind) {
    case 'feed':
      return changeSubscription(library, target.id, { routes: checked });
    case 'all':
      return withNetwork(library, { routes: checked });
    case 'folder': {
      const { path } = target;
      if (!library.folders.some((folder) => samePath(folder, path))) {
        throw new LarderError('NOT_FOUND', 'No such folder.');
      }
      const others = library.network.folderRoutes.filter((folder) => !samePath(folder.path, path));
      return withNetwork(library, { folderRoutes: checked ? [...others, { path, plan: checked }] : others });
    }
  }
}

/** @throws LarderError BAD_ADDRESS for a DoH address that is not https */
export function setNetwork(library: Library, wanted: Input<'network.set'>): Library {
  const doh = wanted.dohUrl === null ? null : parseHttpUrl(wanted.dohUrl);
  if (wanted.dohUrl !== null && doh?.protocol !== 'https:') {
    throw new LarderError('BAD_ADDRESS', 'An address for DNS questions has to begin with https://.');
  }
  return withNetwork(library, { dohUrl: doh?.href ?? null, systemRoots: wanted.systemRoots, log: wanted.log });
}

/** @throws LarderError NOT_FOUND, BAD_REQUEST for something that is no certificate */
export function setTrust(library: Library, { id, pem }: Input<'feeds.trust'>): Library {
  return changeSubscription(library, id, { pinnedPem: pem === null ? null : checkedPem(pem) });
}

export function checkedRoute(library: Library, route: Route): Route {
  if (route.via === 'proxy' && !library.network.proxies.some(({ id }) => id === route.proxyId)) {
    throw new LarderError('NOT_FOUND', 'No such proxy.');
  }
  if (route.url === null) return route;
  const url = parseHttpUrl(route.url);
  if (!url) throw new LarderError('BAD_ADDRESS', 'This is not an address on the web.', { url: route.url });
  if (url.hostname.endsWith('.onion') && route.via === 'direct') {
    throw new LarderError('BAD_REQUEST', 'An onion address can only be reached through a SOCKS proxy.');
  }
  return { ...route, url: url.href };
}

/** Just the certificates, without whatever stood around them. */
function checkedPem(pem: string): string {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    // Throws where it cannot be read.
    for (const certificate of certificates) void new X509Certificate(certificate).fingerprint256;
  } catch (error) {
    throw new LarderError('BAD_REQUEST', 'This file holds a damaged certificate.', {}, { cause: error });
  }
  if (certificates.length === 0) throw new LarderError('BAD_REQUEST', 'This file holds no certificate (PEM).');
  return `${certificates.join('\n')}\n`;
}

function checkedHost(host: string): string {
  const url = parseHttpUrl(`http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}/`);
  if (!url || url.pathname !== '/' || url.port !== '' || url.username !== '') {
    throw new LarderError('BAD_REQUEST', 'A proxy needs a host name or an address, without a port.');
  }
  return url.hostname.replace(/^\[|\]$/g, '');
}

function withNetwork(library: Library, change: Partial<NetworkSettings>): Library {
  return { ...library, network: { ...library.network, ...change } };
}
