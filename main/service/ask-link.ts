/** Asks the system whether its link costs, and whether it runs on its battery. Sends nothing. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import type { LinkFacts } from '../schedule/rules.ts';
import { managerProperty, type RunProgram } from './network-manager.ts';

export type AskLinkOptions = {
  readonly platform?: NodeJS.Platform;
  readonly run?: RunProgram;
  /** Text of a file; null where there is none. */
  readonly readText?: (path: string) => Promise<string | null>;
  /** Names in a folder; empty where there is none. */
  readonly list?: (path: string) => Promise<readonly string[]>;
};

/** Null for what this system does not say, or not to us. Never throws. */
export async function askLinkFacts(options: AskLinkOptions = {}): Promise<LinkFacts> {
  const { platform = process.platform, run = runSlowly, readText = readIfThere, list = listIfThere } = options;
  if (platform === 'linux') {
    const [metered, onBattery] = await Promise.all([askNetworkManager(options.run), askPowerSupplies(readText, list)]);
    return { metered, onBattery };
  }
  if (platform === 'win32') return readWindows(await run('powershell.exe', WINDOWS_ARGUMENTS));
  // macOS tells "low data mode" to signed programs only, by an interface of its own.
  if (platform === 'darwin') return { metered: null, onBattery: readPmset(await run('pmset', ['-g', 'batt'])) };
  return { metered: null, onBattery: null };
}

/** NMMetered, in NetworkManager's own documentation: 1 yes, 2 no, 3 and 4 the same as a guess, 0 unknown. */
const METERED_BY_NUMBER: readonly (boolean | null)[] = [null, true, false, true, false];

async function askNetworkManager(run: RunProgram | undefined): Promise<boolean | null> {
  const number = await managerProperty('Metered', run);
  return number === null ? null : (METERED_BY_NUMBER[number] ?? null);
}

const POWER = '/sys/class/power_supply';
/** A desktop machine has none, a laptop two or three; mice and telephones that are connected show up as well. */
const MOST_SUPPLIES = 32;

/**
 * Plugged in when any mains or USB supply says so; on its battery when one of the system's own discharges. (Documentation/
 * ABI/testing/sysfs-class-power in the kernel.) A computer with neither has no battery to run on.
 */
async function askPowerSupplies(
  readText: (path: string) => Promise<string | null>,
  list: (path: string) => Promise<readonly string[]>,
): Promise<boolean | null> {
  const names = (await list(POWER)).slice(0, MOST_SUPPLIES);
  let saysMains = false;
  let discharges = false;
  for (const name of names) {
    const read = async (file: string) => (await readText(`${POWER}/${name}/${file}`))?.trim() ?? '';
    // `Device`: the battery of a mouse, say.
    if ((await read('scope')) === 'Device') continue;
    const type = await read('type');
    if (type === 'Battery') discharges ||= (await read('status')) === 'Discharging';
    else if (type === 'Mains' || type === 'USB') {
      if ((await read('online')) === '1') return false;
      saysMains = true;
    }
  }
  if (discharges) return true;
  return saysMains || names.length > 0 ? false : null;
}

/**
 * ConnectionCost as Windows keeps it for the profile in use (Windows.Networking.Connectivity): Unrestricted, Fixed,
 * Variable, Unknown; and Win32_Battery.BatteryStatus, of which 1 is "discharging", 4 and 5 the same while low.
 */
const WINDOWS_SCRIPT = [
  "$ErrorActionPreference = 'SilentlyContinue'",
  '$null = [Windows.Networking.Connectivity.NetworkInformation, Windows, ContentType = WindowsRuntime]',
  '$cost = [Windows.Networking.Connectivity.NetworkInformation]::GetInternetConnectionProfile().GetConnectionCost()',
  "'cost=' + $cost.NetworkCostType + ' roaming=' + $cost.Roaming",
  // Single quotes only: double ones would have to pass two shells' rules.
  "'battery=' + (@(Get-CimInstance Win32_Battery | ForEach-Object BatteryStatus) -join ',')",
].join('; ');
const WINDOWS_ARGUMENTS = ['-NoProfile', '-NonInteractive', '-NoLogo', '-Command', WINDOWS_SCRIPT];
const DISCHARGING = new Set(['1', '4', '5']);

function readWindows(said: string | null): LinkFacts {
  const cost = /^cost=(\w*) roaming=(\w*)\s*$/m.exec(said ?? '');
  const batteries = /^battery=([\d,]*)\s*$/m.exec(said ?? '')?.[1];
  const metered = cost?.[2] === 'True' ? true : (METERED_BY_COST[cost?.[1] ?? ''] ?? null);
  // No battery: a machine that stands on a desk.
  return { metered, onBattery: batteries?.split(',').some((status) => DISCHARGING.has(status)) ?? null };
}

const METERED_BY_COST: Readonly<Record<string, boolean>> = { Unrestricted: false, Fixed: true, Variable: true };

/** Its first line: `Now drawing from 'Battery Power'`, 'AC Power' or 'UPS Power'. */
function readPmset(said: string | null): boolean | null {
  const source = /^Now drawing from '([\w ]+)'/m.exec(said ?? '')?.[1];
  return source === undefined ? null : source !== 'AC Power';
}

/** PowerShell takes seconds to start on an old machine. */
const SLOWLY_MS = 15_000;

function runSlowly(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: SLOWLY_MS, maxBuffer: 4_096, windowsHide: true }, (error, stdout) =>
      resolve(error ? null : stdout),
    );
  });
}

function readIfThere(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

function listIfThere(path: string): Promise<readonly string[]> {
  return readdir(path).catch(() => []);
}
