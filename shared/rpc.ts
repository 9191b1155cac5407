import * as v from 'valibot';
import {
  contract,
  type EventName,
  type EventOf,
  type HandlersOf,
  type Input,
  type Method,
  type Output,
} from './contract.ts';
import { errorFromWire, errorToWire, LarderError, type WireError } from './errors.ts';

/** What every client holds, whatever carries it: a worker's port, Electron's channel, or HTTP. */
export type Client = {
  call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>>;
  /** Returns the function that stops listening. */
  onEvent<E extends EventName>(name: E, listener: (event: EventOf<E>) => void): () => void;
};

export function isMethod(name: unknown): name is Method {
  return typeof name === 'string' && Object.hasOwn(contract, name);
}

/**
 * The one door into the core: the method must be our own property, the input must fit its schema to the last field.
 * Who is calling is the host's question; what is being asked is this one's.
 * @throws LarderError UNKNOWN_METHOD, BAD_REQUEST, and what the handler throws
 */
export async function dispatch<M extends Method>(
  handlers: HandlersOf<M>,
  method: string,
  input: unknown,
): Promise<unknown> {
  if (!isMethod(method) || !Object.hasOwn(handlers, method)) {
    throw new LarderError('UNKNOWN_METHOD', `No such method: ${method.slice(0, 100)}`);
  }
  const parsed = v.safeParse(contract[method].input, input);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const where = v.getDotPath(issue) ?? 'input';
    throw new LarderError('BAD_REQUEST', `${method}: ${where}: ${issue.message}`, { method });
  }
  // The schema and the handler belong to the same method, which TypeScript cannot follow through a union of keys.
  const handler = (handlers as Record<string, (checked: unknown) => unknown>)[method] as (checked: unknown) => unknown;
  return await handler(parsed.output);
}

/** A message port as both worker_threads and the DOM have it, less what differs. */
export type Port = {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
};

export type CallMessage = { call: number; method: string; input: unknown };
export type ReplyMessage =
  { reply: number; ok: true; output: unknown } | { reply: number; ok: false; error: WireError };
export type EventMessage = { event: EventName; data: unknown };

/** Answers calls that come in through `port`. `onBug` hears of every failure that is not a LarderError. */
export function serve<M extends Method>(
  port: Port,
  handlers: HandlersOf<M>,
  onBug: (error: unknown) => void,
): { emit<E extends EventName>(name: E, data: EventOf<E>): void } {
  port.onMessage((message) => {
    if (!isCall(message)) return;
    void answer(handlers, message, onBug).then((reply) => port.postMessage(reply));
  });
  return { emit: (event, data) => port.postMessage({ event, data } satisfies EventMessage) };
}

async function answer<M extends Method>(
  handlers: HandlersOf<M>,
  message: CallMessage,
  onBug: (error: unknown) => void,
): Promise<ReplyMessage> {
  try {
    return { reply: message.call, ok: true, output: await dispatch(handlers, message.method, message.input) };
  } catch (error) {
    const wire = errorToWire(error);
    if (wire.code === 'INTERNAL') onBug(error);
    return { reply: message.call, ok: false, error: wire };
  }
}

/**
 * A call that a host carries for somebody else: the name is checked here, because a client is chosen by it; the input is
 * checked by the `dispatch` that the client leads to.
 * @throws LarderError UNKNOWN_METHOD, and what the call throws
 */
export async function relay(client: Pick<Client, 'call'>, method: unknown, input: unknown): Promise<unknown> {
  if (!isMethod(method)) throw new LarderError('UNKNOWN_METHOD', `No such method: ${String(method).slice(0, 100)}`);
  return await client.call(method, input as never);
}

/** The other end of `serve`. After `fail`, every open and later call is rejected with that error. */
export function connect(port: Port): Client & { fail(error: LarderError): void } {
  let lastCall = 0;
  let failure: LarderError | null = null;
  const open = new Map<number, { resolve: (output: unknown) => void; reject: (error: LarderError) => void }>();
  const listeners = new Map<EventName, Set<(event: never) => void>>();

  port.onMessage((message) => {
    if (isReply(message)) {
      const waiting = open.get(message.reply);
      open.delete(message.reply);
      if (message.ok) waiting?.resolve(message.output);
      else waiting?.reject(errorFromWire(message.error));
    } else if (isEvent(message)) {
      for (const listener of listeners.get(message.event) ?? []) listener(message.data as never);
    }
  });

  return {
    call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>> {
      if (failure) return Promise.reject(failure);
      const call = ++lastCall;
      return new Promise<Output<M>>((resolve, reject) => {
        open.set(call, { resolve: resolve as (output: unknown) => void, reject });
        port.postMessage({ call, method, input } satisfies CallMessage);
      });
    },
    onEvent(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => set.delete(listener);
    },
    fail(error) {
      failure = error;
      for (const waiting of open.values()) waiting.reject(error);
      open.clear();
    },
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
function isCall(value: unknown): value is CallMessage {
  return isObject(value) && typeof value['call'] === 'number' && typeof value['method'] === 'string';
}
function isReply(value: unknown): value is ReplyMessage {
  return isObject(value) && typeof value['reply'] === 'number';
}
function isEvent(value: unknown): value is EventMessage {
  return isObject(value) && typeof value['event'] === 'string';
}
