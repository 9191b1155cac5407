/** What a long-running host holds: the contract's client over the two worker threads, and what frames and pictures need. */
import { contract, type Input, type Method, type Output } from '../../shared/contract.ts';
import { errorFromWire, LarderError } from '../../shared/errors.ts';
import type { ArticleId, Sha256 } from '../../shared/model.ts';
import { type Client, connect } from '../../shared/rpc.ts';
import { type HostNews, tellWorker } from './host-news.ts';
import { answerProxyQuestions } from './host-proxy.ts';
import type { SystemProxy } from './system-proxy.ts';
import { startThread, type Thread } from './thread.ts';
import { createTransferFiles, type TransferFiles } from './transfer-files.ts';
import {
  type BytesKind,
  type BytesReply,
  type BytesRequest,
  type FoundBytes,
  hasKey,
  rpcPort,
  type WorkerData,
} from './worker-messages.ts';

export type CoreOptions = {
  readonly dir: string;
  /** Worker addresses differ between the source tree and a packaged program. */
  readonly workers: { readonly core: URL; readonly read: URL; readonly extract: URL };
  /** Fetch by itself when something is due; on unless said otherwise. */
  readonly automatic?: boolean;
  /** What the system says about proxies, where the host knows; otherwise the environment says. */
  readonly systemProxy?: SystemProxy;
  /** As the program calls itself in diagnostics. */
  readonly version?: string;
  /**
   * A thread died and will not come back: every call is refused from now on, so that the host had better tell the
   * person and end. Without it the error is thrown where nobody catches it, which ends the process.
   */
  readonly onFatal?: (error: LarderError) => void;
};

export type Core = Client &
  HostNews & {
    /** The article as a complete HTML document in UTF-8 for the reading frame (article-document.ts); null: no such article. */
    articleDocument(id: ArticleId): Promise<Uint8Array | null>;
    image(sha256: Sha256): Promise<FoundBytes | null>;
    /** Exports to be fetched, and files that are brought in. */
    readonly files: TransferFiles;
    /** Asks the workers to end in order and waits for them. */
    close(): Promise<void>;
  };

/** A reader that dies again this soon after its start will go on dying. */
const READER_MUST_LIVE_MS = 60_000;

/**
 * Starts the core worker, then, as the archive now exists in its newest form, the read worker beside it.
 * @throws LarderError whatever opening the archive throws: ARCHIVE_LOCKED, ARCHIVE_TOO_NEW, ARCHIVE_DAMAGED ...
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const workerData: WorkerData = {
    dir: options.dir,
    extractWorker: options.workers.extract.href,
    automatic: options.automatic ?? true,
    asksProxy: options.systemProxy !== undefined,
    version: options.version ?? 'unknown',
  };
  let state: 'open' | 'closing' | 'failed' = 'open';
  let reader: Speaker | null = null;
  let restarting: Promise<void> | null = null;

  const fail = (which: string, cause: unknown): void => {
    if (state !== 'open') return;
    state = 'failed';
    const error = new LarderError('INTERNAL', `The ${which} thread ended unexpectedly.`, {}, { cause });
    writer.end(error);
    reader?.end(error);
    if (options.onFatal) options.onFatal(error);
    else throw error;
  };

  const startReader = async (): Promise<Speaker> => {
    const startedMs = performance.now();
    const started = speakTo(
      await startThread(options.workers.read, workerData, (cause) => {
        started.end(new LarderError('INTERNAL', 'The reading thread ended; it has been started again.'));
        if (state !== 'open') return;
        if (performance.now() - startedMs < READER_MUST_LIVE_MS) {
          fail('reading', cause);
          return;
        }
        restarting = startReader().then(
          (next) => {
            reader = next;
            restarting = null;
          },
          (error: unknown) => fail('reading', error),
        );
      }),
    );
    return started;
  };

  const coreThread = await startThread(options.workers.core, workerData, (cause) => fail('core', cause));
  // It asks only when it fetches, and it fetches only when it is open.
  if (options.systemProxy) answerProxyQuestions(coreThread.port, options.systemProxy);
  const writer = speakTo(coreThread);
  try {
    reader = await startReader();
  } catch (error) {
    state = 'closing';
    await writer.close();
    throw error;
  }

  const readingThread = async (): Promise<Speaker> => {
    if (restarting) await restarting;
    if (!reader) throw new LarderError('CLOSED', 'Larder is not open.');
    return reader;
  };

  const client: Pick<Client, 'call'> = {
    async call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>> {
      if (contract[method].side === 'core') return await writer.call(method, input);
      return await (await readingThread()).call(method, input);
    },
  };

  return {
    ...client,
    files: createTransferFiles(options.dir, client),
    onEvent: (name, listener) => writer.onEvent(name, listener),
    ...tellWorker(coreThread.port),
    async articleDocument(id) {
      return (await (await readingThread()).bytes('document', id))?.bytes ?? null;
    },
    async image(sha256) {
      return await (await readingThread()).bytes('image', sha256);
    },
    async close() {
      if (state === 'open') state = 'closing';
      if (restarting) await restarting;
      await reader?.close();
      // Last: the writer's closing checkpoints the database, which readers would hold up.
      await writer.close();
    },
  };
}

type Speaker = Client & {
  bytes(kind: BytesKind, id: string): Promise<FoundBytes | null>;
  /** Rejects open and later calls. */
  end(error: LarderError): void;
  close(): Promise<void>;
};

/** Calls and requests for bytes over one thread's port. */
function speakTo(thread: Thread): Speaker {
  const client = connect(rpcPort(thread.port));
  const open = new Map<number, { resolve: (found: FoundBytes | null) => void; reject: (error: LarderError) => void }>();
  let last = 0;
  let ended: LarderError | null = null;

  thread.port.on('message', (message) => {
    if (!hasKey(message, 'wanted')) return;
    const reply = message as BytesReply;
    const waiting = open.get(reply.wanted);
    open.delete(reply.wanted);
    if (reply.ok) waiting?.resolve(reply.found);
    else waiting?.reject(errorFromWire(reply.error));
  });

  const end = (error: LarderError): void => {
    ended = error;
    client.fail(error);
    for (const waiting of open.values()) waiting.reject(error);
    open.clear();
  };

  return {
    call: (method, input) => client.call(method, input),
    onEvent: (name, listener) => client.onEvent(name, listener),
    bytes(kind, id) {
      if (ended) return Promise.reject(ended);
      const want = ++last;
      return new Promise((resolve, reject) => {
        open.set(want, { resolve, reject });
        thread.port.postMessage({ want, kind, id } satisfies BytesRequest);
      });
    },
    end,
    async close() {
      await thread.close();
      end(new LarderError('CLOSED', 'Larder is closing.'));
    },
  };
}
