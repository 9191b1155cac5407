/** The state of the line as this program knows it: attempts, network changes and the system's word become evidence here. */
import type { ConnectivityState } from '../../shared/line.ts';
import {
  type Allowance,
  type FetchKind,
  type FetchOutcome,
  isSuccess,
  type Library,
  type Outcome,
} from '../../shared/model.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import type { LineEvent, Probes } from '../connectivity/events.ts';
import { evidenceDomain, isEvidence } from '../connectivity/evidence.ts';
import { lineView, observe, type LineView } from '../connectivity/line.ts';
import { createLine as createMemory } from '../connectivity/memory.ts';
import { type Askable, probesWanted } from '../connectivity/probes.ts';
import type { LineNow } from '../schedule/work.ts';
import type { Attempted } from './attempted.ts';
import type { Origins } from './origins.ts';

export type Line = {
  saw(attempted: Attempted): void;
  passEnded(): void;
  /** The network this device is in, as a keyed hash; a stand-in while it is not known. */
  network(): string;
  /** Something other than an attempt: another network, a sleep, a clock that was set, the system's own verdict. */
  heard(news: Exclude<LineEvent, { readonly kind: 'attempt' | 'pass-ended' | 'asked' }>): void;
  state(): ConnectivityState;
  view(): LineView;
  /** What the planner goes by; worked out anew only after something was heard. */
  now(): LineNow;
  /** What should be asked now, as origins; `asked` must be called with it when it was. */
  probes(origins: readonly Askable[]): Probes;
  asked(probes: Probes): void;
  /** On a poor line large pictures wait: the allowance with that rule in it. */
  allowanceFor(kind: FetchKind, allowance: Allowance): Allowance;
};

/** Larger pictures wait for a better line (the network study, 2.4). */
const POOR_LINE_IMAGE_BYTES = 60_000;
const UNKNOWN_NETWORK = 'unknown';

export function createLine(options: {
  readonly now: () => number;
  readonly random: () => number;
  readonly origins: Pick<Origins, 'recentlyGood' | 'setAnchor' | 'all'>;
  readonly library: () => Library;
  readonly onChange: (before: ConnectivityState, after: ConnectivityState) => void;
  /** How long more than the approved sites usually answer; null: not known. */
  readonly usualWindowMs?: () => number | null;
}): Line {
  const { now, origins } = options;
  let memory = createMemory(origins.all().flatMap(({ origin, anchor }) => (anchor ? [origin] : [])));
  let network: string = UNKNOWN_NETWORK;
  let hasInterface = true;

  /** Of one memory at one moment there is one view. */
  let last: { readonly memory: typeof memory; readonly atMs: number; readonly view: LineView } | null = null;
  function viewed(): LineView {
    const atMs = now();
    if (last?.memory !== memory || last.atMs !== atMs) last = { memory, atMs, view: lineView(memory, atMs) };
    return last.view;
  }

  function tell(event: LineEvent): void {
    const before = viewed();
    memory = observe(memory, event);
    const after = viewed();
    for (const origin of after.anchors) origins.setAnchor(origin, true);
    for (const origin of before.anchors) if (!after.anchors.includes(origin)) origins.setAnchor(origin, false);
    if (before.state !== after.state) options.onChange(before.state, after.state);
  }

  let told: { readonly memory: typeof memory; readonly now: LineNow } | null = null;
  let judged: { readonly library: Library; readonly onlyPrivate: boolean } | null = null;

  /** Sources on the person's own network say nothing of the web, unless they are all there is. */
  function counts(origin: string): boolean {
    const library = options.library();
    if (judged?.library !== library) {
      judged = { library, onlyPrivate: !library.subscriptions.some(({ url }) => isEvidence(url)) };
    }
    return judged.onlyPrivate || isEvidence(origin);
  }

  return {
    saw({ fetched, outcome, feedId }) {
      const origin = parseHttpUrl(fetched.url)?.origin;
      if (origin === undefined || !counts(origin)) return;
      if (!hasInterface && isSuccess(outcome)) {
        // Somebody answered: whatever leads there (a tunnel, a container's own way), the list of interfaces missed it.
        hasInterface = true;
        tell({ kind: 'network', atMs: now(), identity: network, hasInterface });
      }
      const { tcpMs, tlsMs, firstByteMs, totalMs } = fetched.phases;
      tell({
        kind: 'attempt',
        atMs: now(),
        tookMs: totalMs,
        origin,
        domain: evidenceDomain(origin),
        outcome: outcome === 'PARTIAL' ? cutOf(fetched) : outcome,
        route: fetched.route,
        recentlyGood: origins.recentlyGood(origin),
        verified: fetched.authority !== 'none',
        stranger: fetched.stranger,
        // Where a redirect ended that the gate then knew for a portal.
        portalUrl: fetched.portalUrl ?? (outcome === 'CAPTIVE' && fetched.stranger !== null ? fetched.finalUrl : null),
        bytes: fetched.wireBytes,
        transferMs: firstByteMs === null ? 0 : totalMs - firstByteMs,
        handshakeMs: tcpMs === null || tlsMs === null ? null : tlsMs - tcpMs,
        certificateOff: fetched.certificateOff,
        serverDateMs: fetched.serverDateMs,
        anchorByOwner: options.library().subscriptions.some((feed) => feed.id === feedId && feed.anchor),
      });
    },
    passEnded() {
      const urls = options.library().subscriptions.map(({ url }) => parseHttpUrl(url)?.origin ?? '');
      const known = new Set(urls.filter((origin) => origin !== '' && counts(origin)));
      tell({ kind: 'pass-ended', atMs: now(), origins: known.size });
    },
    network: () => network,
    heard(news) {
      if (news.kind === 'network') {
        network = news.identity ?? UNKNOWN_NETWORK;
        ({ hasInterface } = news);
      }
      tell(news);
    },
    state: () => memory.state,
    view: viewed,
    now() {
      if (told?.memory !== memory) {
        const { state, flags, darkOrigins } = viewed();
        told = { memory, now: { state, curtain: flags.curtain, dark: new Set(darkOrigins) } };
      }
      return told.now;
    },
    probes: (known) => probesWanted(memory, now(), known, options.random, options.usualWindowMs?.() ?? null),
    asked: (probes) => tell({ kind: 'asked', atMs: now(), probes }),
    allowanceFor(kind, allowance) {
      if (kind !== 'image' || memory.state !== 'degraded') return allowance;
      let received = 0;
      return {
        announced: (bytes) => bytes <= POOR_LINE_IMAGE_BYTES && allowance.announced(bytes),
        received: (bytes) => (received += bytes) <= POOR_LINE_IMAGE_BYTES && allowance.received(bytes),
      };
    },
  };
}

/** Whole items were saved, which is a success for the source; the line still cut the transfer. */
function cutOf({ outcome }: FetchOutcome): Outcome {
  return outcome === 'OK' ? 'TRUNC' : outcome;
}
