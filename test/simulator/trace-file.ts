/** Traces as JSON, so that some can be tried that nobody here saw. The format: docs/notes/simulator.md. */
import * as v from 'valibot';
import { DAY, NUMBERS, SECOND } from './numbers.ts';
import { LINES, type Trace } from './trace.ts';

/** Longer runs would take minutes each; a year of it tells no more than a month. */
const DAYS_AT_MOST = 90;
/** As many as the product is made for; each costs time. */
const FEEDS_AT_MOST = 5_000;
/** Ten a minute for 14 days. */
const SEGMENTS_AT_MOST = 200_000;
/** A gigabyte a second: beyond it the clock's steps are too coarse. */
const BYTES_PER_SECOND_AT_MOST = 1e9;

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const sourceNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
const some = v.union([share, v.pipe(v.array(sourceNumber), v.maxLength(FEEDS_AT_MOST))], 'a share or source numbers');

const segment = v.strictObject({
  fromS: v.pipe(v.number(), v.minValue(0)),
  toS: v.pipe(v.number(), v.minValue(0)),
  line: v.picklist(LINES),
  bytesPerSecond: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(BYTES_PER_SECOND_AT_MOST))),
  network: v.optional(v.pipe(v.string(), v.maxLength(200))),
  https: v.optional(v.picklist(['silent', 'intercepted'])),
  reachable: v.optional(some),
  curtained: v.optional(some),
  ipv6: v.optional(v.literal('dead')),
  dns: v.optional(v.literal('dead')),
});

const traceFile = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  days: v.pipe(v.number(), v.minValue(0.1), v.maxValue(DAYS_AT_MOST)),
  feeds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(FEEDS_AT_MOST))),
  budgetBytesPerDay: v.optional(v.pipe(v.number(), v.minValue(0))),
  segments: v.pipe(v.array(segment), v.maxLength(SEGMENTS_AT_MOST)),
});

/** What is wrong with a file, in a sentence a person can mend it by. */
export class TraceError extends Error {}

/** @throws TraceError */
export function parseTrace(json: string): Trace {
  const trace = v.safeParse(traceFile, jsonOf(json));
  if (!trace.success) throw new TraceError(trace.issues.slice(0, 3).map(sentence).join(' '));
  const complaint = complaintOf(trace.output);
  if (complaint !== null) throw new TraceError(complaint);
  return trace.output;
}

export function writeTrace(trace: Trace): string {
  return `${JSON.stringify(trace, null, 1)}\n`;
}

function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new TraceError(`It is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function sentence(issue: v.BaseIssue<unknown>): string {
  const where = v.getDotPath(issue);
  return where === null ? `${issue.message}.` : `${where}: ${issue.message}.`;
}

function complaintOf({ days, feeds = NUMBERS.sources, segments }: Trace): string | null {
  const endS = (days * DAY) / SECOND;
  let untilS = 0;
  for (const [index, { fromS, toS, line, reachable, curtained, https }] of segments.entries()) {
    const where = `segments.${index}`;
    if (toS <= fromS) return `${where}: toS (${toS}) must be after fromS (${fromS}).`;
    if (fromS < untilS) return `${where}: begins at ${fromS}, before the one ahead of it ends (${untilS}).`;
    if (toS > endS) return `${where}: ends at ${toS}, after the last of ${days} days (${endS}).`;
    if (reachable !== undefined && line !== 'allowlist') return `${where}: reachable is for the line allowlist only.`;
    if (curtained !== undefined && line !== 'curtain') return `${where}: curtained is for the line curtain only.`;
    if (https !== undefined && line !== 'captive') return `${where}: https is for the line captive only.`;
    for (const list of [reachable, curtained]) {
      if (typeof list !== 'object') continue;
      const unknown = list.find((number) => number >= feeds);
      if (unknown !== undefined) return `${where}: there is no source ${unknown}, only 0 to ${feeds - 1}.`;
    }
    untilS = toS;
  }
  return null;
}
