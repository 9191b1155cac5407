/** Names asked of a server of the owner's choice over https (RFC 8484), where the network's own name servers lie. */
import { decode, encode, RECURSION_DESIRED, type Answer, type Packet } from 'dns-packet';
import { unlimitedRoom } from './address-room.ts';
import type { Connection } from './connections.ts';
import { startDeadline } from './deadline.ts';
import type { DialProgress } from './dial-request.ts';
import { dialDirect } from './dial-direct.ts';
import { FetchFailure } from './failure.ts';
import { dnsError, type Lookup, type LookupHook } from './lookup.ts';
import type { Road } from './road.ts';
import { createStop } from './stop.ts';

/** The largest a DNS message can be. */
const MAX_MESSAGE_BYTES = 65_535;
/** Questions on their way at once over one connection: forty names are asked within a round trip or two. */
const PIPELINED = 16;
const RESPONSE_CODES: Readonly<Record<string, string>> = {
  NXDOMAIN: 'ENOTFOUND',
  SERVFAIL: 'ESERVFAIL',
  REFUSED: 'EREFUSED',
};

/**
 * One connection serves all questions, and is made anew when it is gone. The server's own name is asked of the system.
 * @param url an https address
 * @param names looks up the server's own name
 */
export function createDoh(url: URL, road: Road, names: Lookup): LookupHook {
  let standing: Promise<Connection> | null = null;

  function connection(): Promise<Connection> {
    if (standing) return standing;
    const made = connect();
    standing = made;
    made.then(
      ({ socket }) => socket.once('close', () => forget(made)),
      () => forget(made),
    );
    return made;
  }

  function forget(gone: Promise<Connection>): void {
    if (standing === gone) standing = null;
  }

  function connect(): Promise<Connection> {
    const target = { host: url.hostname, allowPrivate: true, fromPublic: false, via: 'direct' } as const;
    const request = { url, target, via: { via: 'direct' }, pins: [], fresh: true } as const;
    const own: Road = {
      ...road,
      lookup: names,
      // The owner's own choice, and everything else waits for it.
      room: unlimitedRoom,
      connections: { ...road.connections, adopt: adoptPipelined },
    };
    return dialDirect(request, own, unwatched(road), createStop());
  }

  function adoptPipelined(...[origin, lane, facts, socket]: Parameters<Road['connections']['adopt']>): Connection {
    return road.connections.adopt(origin, lane, facts, socket, PIPELINED);
  }

  async function ask(name: string, type: 'A' | 'AAAA'): Promise<string[]> {
    const server = await connection();
    // One that went silent keeps nobody waiting after this: the next question gets another.
    const deadline = startDeadline(road.limits.lookupTimeoutMs, () => server.destroy());
    try {
      return await askOver(server, name, type);
    } finally {
      deadline.cancel();
    }
  }

  async function askOver({ client }: Connection, name: string, type: 'A' | 'AAAA'): Promise<string[]> {
    const { statusCode, headers, body } = await client.request({
      path: url.pathname + url.search,
      method: 'POST',
      // A question changes nothing and is soon answered: others may be on their way behind it.
      idempotent: true,
      blocking: false,
      headers: { accept: 'application/dns-message', 'content-type': 'application/dns-message' },
      // Number 0, so that caches on the way recognise the same question (RFC 8484, 4.1).
      body: encode({ type: 'query', id: 0, flags: RECURSION_DESIRED, questions: [{ type, name }] }),
    });
    if (statusCode !== 200 || headers['content-type'] !== 'application/dns-message') {
      await body.dump();
      throw dnsError('EBADRESP');
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_MESSAGE_BYTES) throw dnsError('EBADRESP');
      chunks.push(chunk);
    }
    return addressesOf(readMessage(Buffer.concat(chunks)), type);
  }

  return async (name) => {
    const answers = await Promise.allSettled([ask(name, 'AAAA'), ask(name, 'A')]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length > 0) return addresses;
    const failed = answers.find((answer) => answer.status === 'rejected');
    throw failed ? asDnsError(failed.reason) : dnsError('ENODATA');
  };
}

/** @throws an error with a DNS code */
function readMessage(bytes: Buffer): Packet & { readonly rcode?: string } {
  try {
    return decode(bytes);
  } catch {
    // The package throws RangeErrors and the like for what is cut or made up.
    throw dnsError('EBADRESP');
  }
}

function addressesOf(message: Packet & { readonly rcode?: string }, type: 'A' | 'AAAA'): string[] {
  const code = message.rcode ?? 'NOERROR';
  if (code !== 'NOERROR') throw dnsError(RESPONSE_CODES[code] ?? 'EBADRESP');
  const answers: readonly Answer[] = message.answers ?? [];
  return answers.flatMap((answer) => (answer.type === type && typeof answer.data === 'string' ? [answer.data] : []));
}

/** That the name server cannot be reached says nothing of the name. */
function asDnsError(error: unknown): unknown {
  return error instanceof FetchFailure || !isDnsError(error) ? dnsError('ETIMEOUT') : error;
}

function isDnsError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^E(NOTFOUND|NODATA|SERVFAIL|REFUSED|BADRESP)$/.test(code);
}

/** A connection that belongs to no request. */
function unwatched(road: Road): DialProgress {
  const startMs = road.monotonicMs();
  return {
    phase: 'lookup',
    stamps: { lookupMs: null, tcpMs: null, tlsMs: null, firstByteMs: null },
    connections: 0,
    sinceStartMs: () => road.monotonicMs() - startMs,
    addMs: () => undefined,
    pause: () => () => undefined,
    moved: () => undefined,
  };
}
