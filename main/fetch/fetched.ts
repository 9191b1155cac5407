/** A body that is whole, with all that is told of it. */
import { hash } from 'node:crypto';
import type { FetchBase, FetchedBody, Sha256 } from '../../shared/model.ts';
import type { Answer } from './exchange.ts';
import type { Unpacked } from './gzip.ts';
import { freshForMs, headerText, validatorsOf } from './headers.ts';

/** @param unpacked null: the body was not packed */
export function fetched(
  base: Omit<FetchBase, 'outcome' | 'reason'>,
  host: string,
  { headers, framed, wire }: Answer,
  unpacked: Unpacked | null,
): FetchedBody {
  const trailerMissing = unpacked?.trailerMissing ?? false;
  const body = unpacked?.bytes ?? wire;
  let sha256: Sha256 | null = null;
  // Field by field: spread over a getter, the record would be a dictionary, which costs more than all its fields.
  return {
    outcome: 'OK',
    reason: `Fetched from ${host}.`,
    url: base.url,
    finalUrl: base.finalUrl,
    redirects: base.redirects,
    status: base.status,
    wireBytes: base.wireBytes,
    phases: base.phases,
    retryAtMs: base.retryAtMs,
    route: base.route,
    authority: base.authority,
    address: base.address,
    issuer: base.issuer,
    dnsBlocked: base.dnsBlocked,
    connections: base.connections,
    serverDateMs: base.serverDateMs,
    stranger: base.stranger,
    portalUrl: base.portalUrl,
    certificateOff: base.certificateOff,
    body,
    // Made when it is asked for: it is a tenth of what a small answer costs.
    get sha256() {
      return (sha256 ??= hash('sha256', body, 'hex') as Sha256);
    },
    contentType: headerText(headers, 'content-type'),
    validators: validatorsOf(headers),
    freshForMs: freshForMs(headers),
    framingProven: !trailerMissing && (framed || unpacked?.endCertain === true),
    trailerMissing,
  };
}
