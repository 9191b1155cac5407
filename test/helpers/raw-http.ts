// HTTP spoken by hand, for requests that no client would send.
import { connect, type Socket } from 'node:net';

export type RawAnswer = { status: number; headers: Map<string, string>; body: string; text: string };

/** Sends the text as it is, waits for the connection to end, and reads the first answer on it. */
export function rawRequest(port: number, text: string, timeoutMs = 10_000): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    let received = '';
    const timer = setTimeout(() => socket.destroy(new Error('The server said nothing.')), timeoutMs);
    socket.setEncoding('latin1');
    socket.on('connect', () => socket.write(text, 'latin1'));
    socket.on('data', (chunk: string) => (received += chunk));
    socket.on('error', (error) => {
      // A refusal may be followed by a reset, for what we still send goes nowhere.
      if (received === '') reject(error);
    });
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(parse(received));
    });
  });
}

function parse(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: rest.join('\r\n\r\n'), text };
}
