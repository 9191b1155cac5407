import type { DialRoute } from '../../shared/model.ts';
import type { Progress } from './road.ts';
import type { Target } from './targets.ts';

/** What a connection is wanted for. */
export type DialRequest = {
  readonly url: URL;
  readonly target: Target;
  readonly via: DialRoute;
  readonly pins: readonly string[];
  /** One that has carried no request yet, even when that takes a wait. */
  readonly fresh?: boolean;
};

/** What a dial tells of a request's progress while it goes on. */
export type DialProgress = Pick<
  Progress,
  'phase' | 'stamps' | 'connections' | 'sinceStartMs' | 'addMs' | 'pause' | 'moved'
>;

export type ProxyRoute = Exclude<DialRoute, { readonly via: 'direct' }>;

/** Whom a tunnel leads to, and how long it may take. */
export type TunnelTarget = {
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
};

/** The port that is meant when an address names none. */
export function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}
