/** What a connection's sockets tell beside what is read from them. */
import type net from 'node:net';

const carriers = new WeakMap<net.Socket, net.Socket>();

export function runsOver(encrypted: net.Socket, carrier: net.Socket): void {
  carriers.set(encrypted, carrier);
}

/** Bytes that came over the line for this socket, handshake and unfinished records included. */
export function lineBytes(socket: net.Socket): number {
  return (carriers.get(socket) ?? socket).bytesRead;
}

/** How a socket came to its end, as far as it has. */
export type Ending = { inOrder: boolean; error: unknown };

const endings = new WeakMap<net.Socket, Ending>();

/**
 * Kept from the first call on, once for all requests on this socket. To be asked first before undici gets the socket: its
 * own listeners then find the facts known when they decide.
 */
export function endingOf(socket: net.Socket): Ending {
  const known = endings.get(socket);
  if (known) return known;
  const ending: Ending = { inOrder: false, error: null };
  endings.set(socket, ending);
  socket.prependListener('end', () => void (ending.inOrder = true));
  socket.prependListener('error', (error) => void (ending.error = error));
  return ending;
}
