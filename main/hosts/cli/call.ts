import type { Flags } from './arguments.ts';
import type { Output } from './output.ts';

export const EXIT = { done: 0, failed: 1, usage: 2, someFailed: 3, unreachable: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The web host as the command line sees it; `main/entry.ts` brings the two together. */
export type RunningServer = {
  /** The one-time address to open. */
  readonly url: string;
  /** Another one; the one before it stops working. */
  newUrl(): string;
  close(): Promise<void>;
};
export type StartServer = (options: {
  readonly dir: string;
  readonly port: number | null;
  /** Somebody stands before a used-up address, and a new one was made for them. */
  readonly onNewUrl: (url: string) => void;
}) => Promise<RunningServer>;

/** What differs between a terminal, a test and the packaged program. */
export type CliHost = {
  readonly extractWorker: URL;
  readonly startServer: StartServer;
  /** Opens an address in the person's browser. */
  readonly openBrowser: (url: string) => void;
  /** Enter was pressed in the terminal that runs this; never called where there is none. */
  readonly onEnter?: (listener: () => void) => void;
  /** Told of every failure that is our own mistake. */
  readonly onBug: (error: unknown) => void;
};

/** One command being carried out. */
export type Call = {
  readonly operands: readonly string[];
  readonly flags: Flags;
  /** The data folder. */
  readonly dir: string;
  readonly output: Output;
  readonly host: CliHost;
  /** Where passphrases come from: on the command line, others would see them. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /**
   * Aborted by Ctrl-C from the moment it is asked for: only for commands that then end in order. All others just end,
   * which harms nothing, for every finished piece is in the archive.
   */
  readonly interruption: () => AbortSignal;
};
export type Command = (call: Call) => Promise<ExitCode>;

/**
 * Of several things asked for, what the whole came to. Nothing done and every failure the line's: code 4, so that a script
 * can simply try again later.
 */
export function exitOf(counts: {
  readonly done: number;
  readonly failed: number;
  readonly unreachable: number;
}): ExitCode {
  if (counts.failed === 0) return EXIT.done;
  if (counts.done > 0) return EXIT.someFailed;
  return counts.unreachable === counts.failed ? EXIT.unreachable : EXIT.failed;
}
