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
  return {
    ...base,
    outcome: 'OK',
    reason: `Fetched from ${host}.`,
    body,
    sha256: hash('sha256', body, 'hex') as Sha256,
    contentType: headerText(headers, 'content-type'),
    validators: validatorsOf(headers),
    freshForMs: freshForMs(headers),
    framingProven: !trailerMissing && (framed || unpacked?.endCertain === true),
    trailerMissing,
  };
}
