/** One request and its answer on a connection that stands: strict about where the answer ends, and how long it takes. */
import type { Dispatcher } from 'undici';
import type { BodyCollector } from './body.ts';
import type { Connection } from './connections.ts';
import { startDeadline, type Deadline } from './deadline.ts';
import { errorCode, exchangeFailure, FetchFailure } from './failure.ts';
import { contentLength, isChunked, type ResponseHeaders } from './headers.ts';
import type { FetchLimits } from './limits.ts';
import type { Stop } from './stop.ts';
import { endingOf, lineBytes } from './underneath.ts';

/** `glimpse`: only its beginning, to see what it is. */
export type Wanted = 'whole' | 'glimpse' | 'nothing';

export type ExchangeRequest = {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxWireBytes: number;
  /** What of the body is wanted. Throws a FetchFailure for an answer that is refused by its headers. */
  readonly wanted: (status: number, headers: ResponseHeaders) => Wanted;
  /** Something came: bytes of the body, or headers (0). */
  readonly received: (bytes: number) => void;
  /** Takes what is wanted of the body, as it comes over the wire; after a failure it holds what had come. */
  readonly body: BodyCollector;
};

export type Answer = {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** As it came over the wire; empty when it was not wanted, a beginning when no more than that was. */
  readonly wire: Buffer;
  /** A length or the last chunk said where the body ends; false when only the closed connection did. */
  readonly framed: boolean;
};

/** The body of an error or a redirect is read to its end when it is this small and quick: that keeps the connection. */
const UNWANTED_BYTES = 16_384;
const UNWANTED_MS = 1_000;
/**
 * More than session tickets: an answer is on its way, although its first record (up to 16 KB) has not come whole. A
 * filter that freezes connections after 16 KB never lets it.
 */
const UNREADABLE_ANSWER_BYTES = 4_096;
/** A page that a network puts in the place of an answer is small and comes from nearby. */
const GLIMPSE_BYTES = 65_536;
const GLIMPSE_MS = 2_000;
/** Early hints come once or twice; more is a way to keep a reader busy. */
const MAX_INFORMATIONAL = 16;

/**
 * The connection is released or destroyed when this settles.
 * @throws FetchFailure
 */
export function exchange(
  connection: Connection,
  request: ExchangeRequest,
  limits: FetchLimits,
  stop: Stop,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { socket, client } = connection;
    const host = request.url.hostname;
    const bytesBefore = socket.bytesRead;
    const lineBytesBefore = lineBytes(socket);
    const { body } = request;
    let status = 0;
    let headers: ResponseHeaders = {};
    let wireBytes = 0;
    let windowBytes = 0;
    let wanted: Wanted = 'nothing';
    let informational = 0;
    let settled = false;
    const ending = endingOf(socket);
    /** What the headers say of the body's end. */
    let length: number | null = null;
    let chunked = false;
    let idleLimit: Deadline | undefined;
    let windowEndsMs = 0;

    const bytesSeen = (): boolean => socket.bytesRead > bytesBefore;
    function finish(): boolean {
      if (settled) return false;
      settled = true;
      headersLimit.cancel();
      idleLimit?.cancel();
      off();
      return true;
    }
    function fail(failure: FetchFailure): void {
      if (!finish()) return;
      reject(failure);
      connection.destroy();
    }
    function succeed(keep: boolean): void {
      if (!finish()) return;
      const framed = chunked || length !== null || status === 204 || status === 304;
      resolve({ status, headers, wire: body.take(), framed });
      // undici closes the socket after this callback when the answer said so: look a moment later.
      if (keep) queueMicrotask(() => connection.release());
      else connection.destroy();
    }

    function startBody(): void {
      headersLimit.cancel();
      const seconds = Math.round(limits.idleTimeoutMs / 1000);
      if (wanted !== 'whole') {
        idleLimit = startDeadline(wanted === 'glimpse' ? GLIMPSE_MS : UNWANTED_MS, () => succeed(false));
        return;
      }
      let lineBytesSeen = lineBytes(socket);
      const watch = (): void => {
        idleLimit = startDeadline(limits.idleTimeoutMs, () => {
          // A large record on a slow line takes longer than that, and nothing of it can be read before its end.
          if (lineBytes(socket) > lineBytesSeen) {
            lineBytesSeen = lineBytes(socket);
            return watch();
          }
          fail(new FetchFailure('FROZEN', `${host} stopped sending after ${wireBytes} bytes (${seconds} seconds).`));
        });
      };
      watch();
      windowEndsMs = performance.now() + limits.goodputWindowMs;
    }

    /** Looked at when something comes: when nothing does, the idle limit is there. */
    function judgeGoodput(): void {
      const nowMs = performance.now();
      if (nowMs < windowEndsMs) return;
      const seconds = (nowMs - windowEndsMs + limits.goodputWindowMs) / 1000;
      const missing = seconds * limits.minGoodputBytesPerSecond - windowBytes;
      const seenBytes = wireBytes;
      windowBytes = 0;
      windowEndsMs = nowMs + limits.goodputWindowMs;
      if (missing <= 0) return;
      // What has already arrived counts, and so does the end: our own work may have kept us from reading it.
      setImmediate(() => {
        if (wireBytes - seenBytes < missing)
          fail(new FetchFailure('SLOW', `${host} sends so slowly that it would never end.`));
      });
    }

    function noAnswerWithin(seconds: number): FetchFailure {
      if (bytesSeen())
        return new FetchFailure(
          'SLOW',
          `${host} had not finished the first lines of its answer after ${seconds} seconds.`,
        );
      const unreadable = lineBytes(socket) - lineBytesBefore;
      if (unreadable > UNREADABLE_ANSWER_BYTES)
        return new FetchFailure('FROZEN', `${host} stopped sending before the first piece of its answer was whole.`);
      return new FetchFailure('HTTP_BLACKHOLE', `${host} took the request and sent nothing for ${seconds} seconds.`);
    }

    function complete(): void {
      if (wanted !== 'whole') return succeed(true);
      // undici takes a reset connection for the end of a body without a length. It is not one.
      const cut = (length !== null && wireBytes !== length) || (chunked && ending.inOrder) || ending.error !== null;
      if (cut && status !== 304 && status !== 204)
        fail(new FetchFailure('TRUNC', `The answer of ${host} was cut off.`));
      else succeed(true);
    }

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart() {
        // There is nothing to remember: the connection is destroyed to stop a request.
      },
      onResponseStart(_controller, statusCode, responseHeaders) {
        if (settled) return;
        request.received(0);
        if (statusCode < 200) {
          informational += 1;
          if (informational > MAX_INFORMATIONAL)
            fail(new FetchFailure('BAD_ENCODING', `${host} sends hints without end instead of an answer.`));
          return;
        }
        status = statusCode;
        headers = responseHeaders;
        length = contentLength(headers);
        chunked = isChunked(headers);
        try {
          wanted = request.wanted(status, headers);
        } catch (error) {
          if (!(error instanceof FetchFailure)) throw error;
          return fail(error);
        }
        startBody();
        const announced = length ?? 0;
        if (wanted === 'whole' && announced > request.maxWireBytes) fail(tooLarge(host, announced));
        else if (wanted === 'nothing' && announced > UNWANTED_BYTES) succeed(false);
      },
      onResponseData(_controller, chunk) {
        if (settled) return;
        wireBytes += chunk.length;
        windowBytes += chunk.length;
        try {
          request.received(chunk.length);
        } catch (error) {
          if (!(error instanceof FetchFailure)) throw error;
          return fail(error);
        }
        if (wanted !== 'whole') {
          if (wanted === 'glimpse') body.push(chunk);
          if (wireBytes > (wanted === 'glimpse' ? GLIMPSE_BYTES : UNWANTED_BYTES)) succeed(false);
          return;
        }
        if (wireBytes > request.maxWireBytes) return fail(tooLarge(host, wireBytes));
        body.push(chunk);
        idleLimit?.refresh();
        judgeGoodput();
      },
      onResponseEnd() {
        complete();
      },
      onResponseError(_controller, error) {
        // Something we asked for wrongly: a mistake of ours, which must not pass for weather.
        if (errorCode(error) === 'UND_ERR_INVALID_ARG' && finish()) {
          reject(error);
          connection.destroy();
        } else if (status !== 0 && wanted !== 'whole' && !settled) succeed(false);
        else fail(error instanceof FetchFailure ? error : exchangeFailure(error, host, status !== 0, bytesSeen()));
      },
    };

    const headersLimit = startDeadline(limits.headersTimeoutMs, () => {
      fail(noAnswerWithin(Math.round(limits.headersTimeoutMs / 1000)));
    });
    const off = stop.onStop(fail);
    // Its callback is on the way and will clean up.
    if (stop.failure) return;
    client.dispatch(
      {
        path: request.url.pathname + request.url.search,
        method: 'GET',
        headers: request.headers as Record<string, string>,
      },
      handler,
    );
  });
}

function tooLarge(host: string, bytes: number): FetchFailure {
  const megabytes = (bytes / 1_000_000).toFixed(1);
  return new FetchFailure('TOO_LARGE', `What ${host} sends is too large (${megabytes} MB so far or announced).`);
}
