/** Events of the core to every open page, as server-sent events: `event:` is the contract's name, `data:` its JSON. */
import type { ServerResponse } from 'node:http';
import { type EventName, events } from '../../../shared/contract.ts';
import type { Client } from '../../../shared/rpc.ts';

export type EventStream = {
  /** Too many pages listen already. */
  isFull(): boolean;
  /** From here on the response is the stream's. */
  add(response: ServerResponse): void;
  close(): void;
};

/** One per open tab; a browser opens at most six connections to a host, so that nobody needs more than a few browsers' worth. */
export const MAX_LISTENERS = 16;
/** Keeps the connection visibly alive, and finds out about pages that went away. */
const KEEP_ALIVE_MS = 15_000;
/** A page that reads nothing for so long is gone; events only say that something changed, so that it loses nothing. */
const MAX_UNREAD_BYTES = 256_000;

export function createEventStream(core: Pick<Client, 'onEvent'>): EventStream {
  const listeners = new Set<ServerResponse>();

  const send = (text: string): void => {
    for (const response of listeners) {
      if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
      else response.write(text);
    }
  };
  const stops = (Object.keys(events) as EventName[]).map((name) =>
    core.onEvent(name, (event) => send(`event: ${name}\ndata: ${JSON.stringify(event)}\n\n`)),
  );
  const timer = setInterval(() => send(':\n\n'), KEEP_ALIVE_MS);
  timer.unref();

  return {
    isFull: () => listeners.size >= MAX_LISTENERS,
    add(response) {
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      // Two seconds until a page tries again after the connection broke.
      response.write('retry: 2000\n\n');
    },
    close() {
      clearInterval(timer);
      for (const stop of stops) stop();
      for (const response of listeners) response.end();
    },
  };
}
