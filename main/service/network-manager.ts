/** What NetworkManager holds, read by whichever program for it is there. */
import { execFile } from 'node:child_process';

/** What a program printed; null: there is none, it failed, or took too long. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string | null>;
export type Way = readonly [program: string, ...args: string[]];

/** It only reads a value that is held already; a bus that does not answer by then is not there. */
const AT_MOST_MS = 1_000;

const MANAGER = 'org.freedesktop.NetworkManager';
const MANAGER_PATH = '/org/freedesktop/NetworkManager';

/** Without starting it where it does not run. */
export function waysToProperty(name: string): Way[] {
  const bus = ['--system', '--auto-start=no', '--timeout=1', 'get-property', MANAGER, MANAGER_PATH, MANAGER, name];
  const call = ['call', '--system', '--timeout', '1', '--dest', MANAGER, '--object-path', MANAGER_PATH];
  return [
    ['busctl', ...bus],
    ['gdbus', ...call, '--method', 'org.freedesktop.DBus.Properties.Get', MANAGER, name],
  ];
}

/** A number that it holds under this name; null where it cannot be had. Never throws. */
export async function managerProperty(name: string, run: RunProgram = runProgram): Promise<number | null> {
  for (const [program, ...args] of waysToProperty(name)) {
    const said = await run(program, args);
    if (said !== null) return propertyNumber(said);
  }
  return null;
}

/** `u 2` or `(<uint32 2>,)`, as the two programs print it. */
export function propertyNumber(said: string): number | null {
  const digits = /^\s*(?:u |\(<uint32 )(\d{1,9})\b/.exec(said)?.[1];
  return digits === undefined ? null : Number(digits);
}

export function runProgram(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    // Words in one language, whatever the system's.
    const env = { ...process.env, LC_ALL: 'C' };
    execFile(program, args, { timeout: AT_MOST_MS, maxBuffer: 4_096, env, windowsHide: true }, (error, stdout) =>
      resolve(error ? null : stdout),
    );
  });
}
