import { jsonLine } from '../../../shared/json-line.ts';

/**
 * Where a command's words go: records or plain lines to standard output, everything else to standard error.
 * A reader that hangs up (`larder list | head`) is no failure.
 */
export type Output = {
  readonly json: boolean;
  /** Standard error is a terminal: progress may rewrite its line. */
  readonly live: boolean;
  /** Standard output is a terminal. */
  readonly terminal: boolean;
  readonly columns: number;
  /** One line of JSON; nothing without --json. Resolves when there is room for more. */
  record(value: unknown): Promise<void>;
  /** A line for people; nothing with --json. */
  line(text: string): Promise<void>;
  /** Bytes as they are: an exported file, an article's HTML. */
  raw(text: string): Promise<void>;
  /** To standard error, in either mode. */
  note(text: string): void;
  /** A line that the next one overwrites; only on a terminal. Empty: wipes it. */
  progress(text: string): void;
  /** Nobody reads standard output any more. */
  readonly closed: boolean;
  flush(): Promise<void>;
};

export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

// Titles come from strangers: an escape sequence in one must not reach the terminal (it could rewrite what is on screen
// or, on some terminals, type), and a direction override must not turn the rest of the line around.
const UNPRINTABLE = /[[\p{Cc}--[\t\n]]\u200e\u200f\u202a-\u202e\u2066-\u2069]/gv;

/** Text of a stranger made safe for a terminal; line breaks and tabs stay. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '');
}

/** The same on one line. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ')).trim();
}

export function openOutput(stdout: OutputStream, stderr: OutputStream, options: { readonly json: boolean }): Output {
  let closed = false;
  let progressShown = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    closed = true;
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') {
      process.exitCode = 1;
      writeError(`Standard output: ${error.message}\n`);
    }
  };
  stdout.on('error', onError);
  // Nothing can be reported about standard error.
  stderr.on('error', () => undefined);

  function writeError(text: string): void {
    if (stderr.writable) stderr.write(text);
  }
  function wipe(): void {
    if (progressShown) writeError('\r\u001b[K');
    progressShown = false;
  }
  async function write(text: string): Promise<void> {
    if (closed) return;
    wipe();
    if (stdout.write(text)) return;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        stdout.off('drain', go);
        stdout.off('error', go);
        stdout.off('close', go);
        resolve();
      };
      stdout.once('drain', go);
      stdout.once('error', go);
      stdout.once('close', go);
    });
  }

  const live = stderr.isTTY === true && !options.json;
  return {
    json: options.json,
    live,
    terminal: stdout.isTTY === true,
    // 80 where there is no terminal to ask, and no wider than a page is comfortable to read.
    columns: Math.max(40, Math.min(stdout.columns ?? 80, 100)),
    record: async (value) => {
      if (options.json) await write(`${jsonLine(value)}\n`);
    },
    line: async (text) => {
      if (!options.json) await write(`${printable(text)}\n`);
    },
    raw: write,
    note: (text) => {
      wipe();
      writeError(`${printable(text)}\n`);
    },
    progress: (text) => {
      if (!live) return;
      const width = Math.max(20, (stderr.columns ?? 80) - 1);
      const line = Array.from(oneLine(text)).slice(0, width).join('');
      writeError(`\r\u001b[K${line}`);
      progressShown = line !== '';
    },
    get closed() {
      return closed;
    },
    flush: async () => {
      wipe();
      if (!closed) await new Promise<void>((resolve) => stdout.write('', () => resolve()));
    },
  };
}
