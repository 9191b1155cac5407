/** What the operating system has found out about the line by itself. Reading it sends nothing. */
import type { SystemVerdict } from '../connectivity/events.ts';
import { propertyNumber, type RunProgram, runProgram, type Way, waysToProperty } from './network-manager.ts';

/** Whichever is there. None has it checked anew: that would ask a server that the owner did not choose. */
const WAYS: readonly Way[] = [['nmcli', '-g', 'CONNECTIVITY', 'general'], ...waysToProperty('Connectivity')];
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
  const number = propertyNumber(said);
  return number === null ? null : (BY_NUMBER[number] ?? null);
}
