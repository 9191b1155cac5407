/** What the operating system has found out about the line by itself. Reading it sends nothing. */
import { execFile } from 'node:child_process';
import type { SystemVerdict } from '../connectivity/events.ts';

/** What a program printed; null: there is none, it failed, or took too long. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string | null>;

/** It only reads a value that NetworkManager holds; a bus that does not answer by then is not there. */
const AT_MOST_MS = 1_000;

const MANAGER = 'org.freedesktop.NetworkManager';
const MANAGER_PATH = '/org/freedesktop/NetworkManager';
/** Whichever is there. None has it checked anew: that would ask a server that the owner did not choose. */
const WAYS: readonly (readonly [program: string, ...args: string[]])[] = [
  ['nmcli', '-g', 'CONNECTIVITY', 'general'],
  [
    'busctl',
    '--system',
    '--auto-start=no',
    '--timeout=1',
    'get-property',
    MANAGER,
    MANAGER_PATH,
    MANAGER,
    'Connectivity',
  ],
  [
    ...(['gdbus', 'call', '--system', '--timeout', '1', '--dest', MANAGER, '--object-path', MANAGER_PATH] as const),
    ...(['--method', 'org.freedesktop.DBus.Properties.Get', MANAGER, 'Connectivity'] as const),
  ],
];
/** NMConnectivityState, in NetworkManager's own documentation; 0 is "unknown". */
const BY_NUMBER: readonly (SystemVerdict | null)[] = [null, 'none', 'portal', 'limited', 'full'];

/** The verdict that is known already; null where the system has none, or none that can be read. Never throws. */
export async function askSystem(
  options: { readonly platform?: NodeJS.Platform; readonly run?: RunProgram } = {},
): Promise<SystemVerdict | null> {
  if ((options.platform ?? process.platform) !== 'linux') return null;
  const run = options.run ?? runProgram;
  for (const [program, ...args] of WAYS) {
    const said = await run(program, args);
    if (said !== null) return readVerdict(said);
  }
  return null;
}

/** The system asks every few minutes itself; looking more often than this shows nothing newer. */
const LOOK_EVERY_MS = 30_000;

/** Tells the verdict now and then, in a program that stays. */
export function watchSystemVerdict(
  onVerdict: (verdict: SystemVerdict | null) => void,
  options: { readonly ask?: () => Promise<SystemVerdict | null>; readonly everyMs?: number } = {},
): { stop(): void } {
  const ask = options.ask ?? askSystem;
  let stopped = false;
  const look = (): void => {
    void ask().then((verdict) => {
      if (!stopped) onVerdict(verdict);
    });
  };
  const timer = setInterval(look, options.everyMs ?? LOOK_EVERY_MS);
  timer.unref();
  look();
  return {
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}

/** `portal`, `u 2` or `(<uint32 2>,)`, as the three programs print it. */
export function readVerdict(said: string): SystemVerdict | null {
  const word = /^\s*(none|portal|limited|full)\s*$/.exec(said)?.[1];
  if (word !== undefined) return word as SystemVerdict;
  const number = /^\s*(?:u |\(<uint32 )([0-4])\b/.exec(said)?.[1];
  return number === undefined ? null : (BY_NUMBER[Number(number)] ?? null);
}

function runProgram(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    // Words in one language, whatever the system's.
    const env = { ...process.env, LC_ALL: 'C' };
    execFile(program, args, { timeout: AT_MOST_MS, maxBuffer: 4_096, env, windowsHide: true }, (error, stdout) =>
      resolve(error ? null : stdout),
    );
  });
}
