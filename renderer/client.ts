import type { Bridge } from '../shared/bridge.ts';
import type { EventName, EventOf, Input, Method, Output } from '../shared/contract.ts';
import { errorFromWire, LarderError, type WireError } from '../shared/errors.ts';
import type { Client } from '../shared/rpc.ts';
import { createFiles } from './upload.ts';

declare global {
  interface Window {
    /** Set by the preload inside Electron. */
    readonly larder?: Bridge;
  }
}

/** Whether the host itself answers: on the web it is another process, and may have been closed. */
export type HostWatch = {
  readonly isThere: () => boolean;
  /** Returns the function that stops listening. */
  readonly subscribe: (listener: () => void) => () => void;
};

export type HostedClient = Client & {
  readonly host: HostWatch;
  /** Asks the person for a folder; null: they left it. Null in its place: a page in a browser has no such dialog. */
  readonly chooseFolder: (() => Promise<string | null>) | null;
  /**
   * Brings a file to the core, slice by slice; one that was broken off goes on where it was. Resolves with its name there.
   * @throws LarderError FILE_UNREADABLE when it went away, DISK_FULL, CLOSED
   */
  upload(file: File, onProgress: (bytes: number) => void, signal?: AbortSignal): Promise<string>;
  /** What a file is called there, also before it is there, or when not all of it came. */
  uploadName(file: File): Promise<string>;
  /** Where a finished export can be fetched from. */
  fileAddress(transfer: string, number: number): string;
};

/** What the browser provides, as arguments for tests. */
export type HttpParts = {
  readonly base: string;
  readonly fetch: typeof globalThis.fetch;
  readonly openEvents: (address: string) => EventSource;
  readonly wait: (run: () => void, delayMs: number) => void;
};

/** The bridge inside Electron, HTTP on a loopback address otherwise. */
export function createClient(): HostedClient {
  if (window.larder) return createBridgeClient(window.larder, document.baseURI);
  return createHttpClient({
    base: document.baseURI,
    fetch: (...request) => fetch(...request),
    openEvents: (address) => new EventSource(address),
    wait: (run, delayMs) => void setTimeout(run, delayMs),
  });
}

/** Inside Electron the host cannot go away without taking the page with it. */
export function createBridgeClient(bridge: Bridge, base: string): HostedClient {
  return {
    async call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>> {
      return unwrap<M>(await bridge.call(method, input));
    },
    onEvent<E extends EventName>(name: E, listener: (event: EventOf<E>) => void) {
      return bridge.onEvent(name, (data) => listener(data as EventOf<E>));
    },
    host: { isThere: () => true, subscribe: () => () => {} },
    async chooseFolder() {
      const answer = await bridge.chooseFolder();
      if ('error' in answer) throw errorFromWire(answer.error);
      return answer.output;
    },
    ...createFiles(base, (...request) => fetch(...request)),
  };
}

/** Long enough not to spin, short enough that a restarted host is noticed while the person still looks. */
const RECONNECT_MS = 2000;
const EVENT_NAMES: readonly EventName[] = ['status', 'changed', 'transfers'];

export function createHttpClient(parts: HttpParts): HostedClient {
  const listeners = new Map<EventName, Set<(event: never) => void>>();
  const host = createHostState();

  function listen(): void {
    const source = parts.openEvents(new URL('events', parts.base).href);
    for (const name of EVENT_NAMES) {
      source.addEventListener(name, (message) => {
        const data: unknown = JSON.parse(String(message.data));
        for (const listener of listeners.get(name) ?? []) listener(data as never);
      });
    }
    source.addEventListener('open', () => host.set(true));
    source.addEventListener('error', () => {
      host.set(false);
      // The browser tries again by itself after a cut, but not after an answer it did not like.
      source.close();
      parts.wait(listen, RECONNECT_MS);
    });
  }
  listen();

  return {
    async call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>> {
      let answer: unknown;
      try {
        const response = await parts.fetch(new URL(`api/${method}`, parts.base).href, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(input),
          cache: 'no-store',
        });
        answer = await response.json();
      } catch (cause) {
        host.set(false);
        throw new LarderError('CLOSED', 'Larder does not answer.', {}, { cause });
      }
      return unwrap<M>(answer);
    },
    onEvent(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => set.delete(listener);
    },
    host,
    chooseFolder: null,
    ...createFiles(parts.base, parts.fetch),
  };
}

function createHostState(): HostWatch & { set(there: boolean): void } {
  let there = true;
  const watchers = new Set<() => void>();
  return {
    isThere: () => there,
    subscribe(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    set(next) {
      if (next === there) return;
      there = next;
      for (const watcher of watchers) watcher();
    },
  };
}

function unwrap<M extends Method>(answer: unknown): Output<M> {
  if (typeof answer === 'object' && answer !== null) {
    if ('error' in answer) throw errorFromWire(answer.error as WireError);
    if ('output' in answer) return answer.output as Output<M>;
  }
  throw new LarderError('INTERNAL', 'An answer of an unknown shape.');
}
