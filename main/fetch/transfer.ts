/**
 * One body from one address: in one piece, taken up where an earlier try was cut, or in small parts where whatever is on
 * the way lets no more through.
 */
import { outcomeClass, type Validators } from '../../shared/model.ts';
import { hasWantedBody } from './answers.ts';
import { collectBody } from './body.ts';
import type { Clock } from './clock.ts';
import type { Answer } from './exchange.ts';
import { FetchFailure } from './failure.ts';
import { beginPart, codingName, joinPart, type Piece } from './gather.ts';
import { requestHeaders, type ResponseHeaders } from './headers.ts';
import { takeHop, type HopRequest } from './hop.ts';
import { LEAST_KEPT_BYTES, partKey, type Part } from './parts.ts';
import { offersRanges, rangeHeaders, type AskedRange } from './range.ts';
import type { Progress, Road } from './road.ts';
import { FLOWS_BYTES, fitsSegments, isCurtained, MAX_STALLS, nextRange, SEGMENTED_MS } from './segments.ts';
import type { Stop } from './stop.ts';

export type TransferRequest = Omit<HopRequest, 'headers' | 'range' | 'fresh' | 'maxWireBytes' | 'body'> & {
  readonly validators: Validators | null;
  readonly credentials: string | null;
};

export type Transferred = Answer & {
  /** Put together from more than one answer. */
  readonly pieced: boolean;
};

/** What is here of the body, and how the rest is being asked for. */
type Course = {
  part: Part | null;
  segmented: boolean;
  /** Ask for it unpacked: packed, its parts are not of the same bytes. */
  unpacked: boolean;
  /** The end of the part is known to be that of the body on the server now. */
  checked: boolean;
  /** This request added to it. */
  grew: boolean;
  stalls: number;
  restarts: number;
};

/** Failures after which the rest may well be had another time. */
const UNFINISHED: ReadonlySet<string> = new Set(['FROZEN', 'TRUNC', 'SLOW', 'CANCELLED', 'LOCAL']);
/** A sign that somebody on the way counts or cuts connections to this address. */
const DISTURBED: ReadonlySet<string> = new Set(['FROZEN', 'TRUNC', 'TCP_RST', 'HTTP_BLACKHOLE']);
/** A server whose body changes between two parts is then asked for the whole. */
const MAX_RESTARTS = 2;

/**
 * A whole body, or an answer that has none. What came before a failure is left in `progress.cut`, and kept for the next
 * try where that may go on with it.
 * @throws FetchFailure
 */
export async function transfer(
  request: TransferRequest,
  road: Road,
  progress: Progress,
  clock: Clock,
  stop: Stop,
): Promise<Transferred> {
  const { url, kind, credentials } = request;
  const { origins, parts } = road;
  const key = parts ? partKey(url, kind, credentials) : '';
  const kept = parts ? await parts.find(key) : null;
  const segmented = isCurtained(url.origin, origins) && (kept === null || fitsSegments(kept));
  const course: Course = {
    part: kept,
    segmented,
    unpacked: false,
    checked: false,
    grew: false,
    stalls: 0,
    restarts: 0,
  };
  if (segmented) clock.allow(SEGMENTED_MS);
  progress.cut = null;
  let turnNeeded = false;

  for (;;) {
    const range = nextRange(course.part, course.segmented, course.checked);
    const before = course.part;
    const body = collectBody();
    progress.status = null;
    progress.headers = {};
    let answer: Answer | null = null;
    let failure: FetchFailure | null = null;
    try {
      if (turnNeeded) await clock.turnAgain(url, progress);
      const hop: HopRequest = {
        ...request,
        headers: headersFor(request, course, range, road.userAgent),
        range,
        fresh: course.segmented,
        maxWireBytes: road.limits.wireBytes[kind] - (range?.from ?? 0),
        body,
      };
      answer = await takeHop(hop, road, progress, stop);
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      failure = error;
    }
    // The usual case: a whole body, or no body at all, and nothing to put it to.
    if (answer && range === null) {
      learn(answer.status, answer.headers, answer.wire.length, url.origin, road);
      if (hasWantedBody(answer.status)) await parts?.drop(key);
      return { ...answer, pieced: false };
    }
    const piece: Piece = {
      status: progress.status ?? 0,
      headers: progress.headers,
      authority: progress.facts?.authority ?? 'none',
      wire: answer?.wire ?? body.take(),
    };
    learn(piece.status, piece.headers, piece.wire.length, url.origin, road);
    const belongs = takeIn(piece, range, course);
    if (belongs && piece.status === 206 && range && !origins.rangesOk(url.origin)) origins.provedRanges(url.origin);
    turnNeeded = course.segmented;

    if (failure) {
      const { address } = progress.facts ?? { address: null };
      if (failure.outcome === 'FROZEN') origins.froze(url.origin);
      if (address !== null && DISTURBED.has(failure.outcome)) road.room.disturbed(address);
      if (!belongs) course.part = null;
      if (!stop.failure && goesOn(failure, piece, before, course, url.origin, road)) {
        clock.judge('bad');
        clock.allow(SEGMENTED_MS);
        turnNeeded = true;
        continue;
      }
      const verdict = verdictOf(failure, course, url.hostname);
      progress.cut = cutOf(piece, course);
      await keepOrDrop(course, verdict, road, key);
      throw verdict;
    }
    if (!answer) continue;
    if (!belongs) {
      await parts?.drop(key);
      startOver(piece, course);
      continue;
    }
    if (piece.status !== 206 || !range) {
      if (hasWantedBody(piece.status)) await parts?.drop(key);
      return { ...answer, pieced: false };
    }
    const { part } = course;
    if (part && part.bytes.length === part.total) {
      await parts?.drop(key);
      return { status: 206, headers: part.headers, wire: part.bytes, framed: true, pieced: true };
    }
    clock.judge('good');
    course.stalls = 0;
    if (part && !fitsSegments(part)) course.segmented = false;
  }
}

function headersFor(
  { kind, validators, credentials }: TransferRequest,
  { part, segmented, unpacked }: Course,
  range: AskedRange | null,
  userAgent: string,
): Record<string, string> {
  // Where something is here already, its rest is what is wanted, not whether there is something newer.
  const headers = requestHeaders(kind, userAgent, part ? null : validators, credentials);
  if (range) Object.assign(headers, rangeHeaders(range, part?.validator ?? null));
  if (part) headers['accept-encoding'] = codingName(part.headers) || 'identity';
  if (unpacked) headers['accept-encoding'] = 'identity';
  // What a filter lets through is counted by connection; this one has had its share.
  if (segmented) headers['connection'] = 'close';
  return headers;
}

function learn(status: number, headers: ResponseHeaders, bytes: number, origin: string, { origins }: Road): void {
  if ((status === 200 || status === 206) && !origins.rangesOk(origin) && offersRanges(headers))
    origins.provedRanges(origin);
  if (bytes > FLOWS_BYTES && (origins.freezes(origin) || origins.curtainHard(origin))) origins.flowed(origin);
}

/** Puts what came to what is here. False: it is of another body, or the server has none of the kind that was asked for. */
function takeIn(piece: Piece, range: AskedRange | null, course: Course): boolean {
  const { part } = course;
  if (piece.status === 200) {
    const whole = beginPart(piece);
    // The same body from its start again: the longer beginning is worth more.
    const sameAgain = part !== null && part.validator === whole.validator && part.authority === whole.authority;
    if (!sameAgain || whole.bytes.length > part.bytes.length) {
      course.part = whole;
      course.grew = true;
      course.checked = false;
    }
    return true;
  }
  if (!range) return true;
  // "Not changed" to a request that set no condition, or "no such part".
  if (piece.status === 416 || (piece.status === 304 && part !== null)) return false;
  if (piece.status !== 206) return true;
  const joined = joinPart(part, piece, range);
  if (!joined) return false;
  course.grew ||= joined.bytes.length > (part?.bytes.length ?? 0);
  course.checked ||= piece.wire.length > 0;
  course.part = joined;
  return true;
}

function startOver({ status, headers }: Piece, course: Course): void {
  course.restarts += 1;
  course.part = null;
  course.checked = false;
  course.grew = false;
  const packed = status === 206 && codingName(headers) !== '';
  course.segmented &&= packed && !course.unpacked && course.restarts < MAX_RESTARTS;
  course.unpacked = course.segmented;
}

/** After a failure: whether small parts are to be tried, or tried further. */
function goesOn(
  failure: FetchFailure,
  piece: Piece,
  before: Part | null,
  course: Course,
  origin: string,
  { origins }: Road,
): boolean {
  const { part } = course;
  if (!course.segmented) {
    if (failure.outcome !== 'FROZEN' || origins.curtainHard(origin)) return false;
    // Not even its headers got through, so that it could say nothing of ranges: one small part will tell.
    const unheard = piece.status === 0;
    if (!unheard && (!origins.rangesOk(origin) || part === null)) return false;
    if (part && !fitsSegments(part)) return false;
    if (part?.validator === null) {
      if (codingName(part.headers) === '') return false;
      course.part = null;
      course.unpacked = true;
    }
    course.segmented = true;
    return true;
  }
  const moreCame = (part?.bytes.length ?? 0) > (before?.bytes.length ?? 0);
  course.stalls = moreCame ? 0 : course.stalls + 1;
  // The server sends the whole whatever it is asked for: that will freeze each time. (Unless it had to: it is new.)
  const isNew = piece.status === 200 && before !== null && before.validator !== part?.validator;
  if (isNew) course.restarts += 1;
  const wholeAgain = piece.status === 200 && (!isNew || course.restarts > MAX_RESTARTS);
  const mostStalls = origins.rangesOk(origin) ? MAX_STALLS : 1;
  const hopeless = wholeAgain || course.stalls >= mostStalls;
  if (!hopeless) return course.grew || UNFINISHED.has(failure.outcome);
  if (UNFINISHED.has(failure.outcome) || failure.outcome === 'HTTP_BLACKHOLE') origins.provedHard(origin);
  return false;
}

/** A transfer that had to be put together and was not is one that froze, whatever became of its last connection. */
function verdictOf(failure: FetchFailure, { segmented, grew }: Course, host: string): FetchFailure {
  if (!segmented || !grew || outcomeClass(failure.outcome) !== 'path') return failure;
  return new FetchFailure('FROZEN', `${host} lets a few thousand bytes through at a time, and not all of them came.`);
}

function cutOf(piece: Piece, { part }: Course): Progress['cut'] {
  if (part) return { headers: part.headers, wire: part.bytes };
  return hasWantedBody(piece.status) && piece.status !== 200 ? { headers: piece.headers, wire: piece.wire } : null;
}

async function keepOrDrop({ part, grew }: Course, failure: FetchFailure, { parts }: Road, key: string): Promise<void> {
  if (!parts) return;
  if (part === null) return parts.drop(key);
  const worthIt = part.validator !== null && part.bytes.length >= LEAST_KEPT_BYTES;
  if (grew && worthIt && UNFINISHED.has(failure.outcome)) await parts.save(key, part);
}
