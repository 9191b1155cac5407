/** The socket that an encrypted one runs over: its bytes are those of the line, before anything could be deciphered. */
import type net from 'node:net';

const carriers = new WeakMap<net.Socket, net.Socket>();

export function runsOver(encrypted: net.Socket, carrier: net.Socket): void {
  carriers.set(encrypted, carrier);
}

/** Bytes that came over the line for this socket, handshake and unfinished records included. */
export function lineBytes(socket: net.Socket): number {
  return (carriers.get(socket) ?? socket).bytesRead;
}
