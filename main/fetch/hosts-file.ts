import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';

/** Lists against advertising reach 6 MB; beyond this the file is not read. */
const MAX_BYTES = 16_000_000;
/** How long the file is trusted before its time stamp is looked at again. */
const RECHECK_MS = 10_000;

export type HostsFile = {
  /** Addresses the person gave this name, in the file's order. */
  find(name: string): Promise<readonly string[]>;
};

export function systemHostsPath(): string {
  const windows = process.env['SystemRoot'] ?? 'C:\\Windows';
  return process.platform === 'win32' ? join(windows, 'System32', 'drivers', 'etc', 'hosts') : '/etc/hosts';
}

/** c-ares asks servers only: the hosts file is ours to read. Read again when it changes; absent means empty. */
export function openHostsFile(path: string, monotonicMs: () => number): HostsFile {
  let names: ReadonlyMap<string, readonly string[]> = new Map();
  let changed = '';
  let checkedMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  async function refresh(): Promise<void> {
    try {
      const { mtimeMs, size } = await stat(path);
      const stamp = `${mtimeMs} ${size}`;
      if (stamp === changed) return;
      names = size > MAX_BYTES ? new Map() : parseHosts(await readFile(path, 'utf8'));
      changed = stamp;
    } catch {
      // No file, or none we may read: then it names nothing.
      names = new Map();
      changed = '';
    }
  }

  return {
    async find(name) {
      if (monotonicMs() - checkedMs > RECHECK_MS) {
        checkedMs = monotonicMs();
        reading = refresh();
      }
      await reading;
      return names.get(name.toLowerCase()) ?? [];
    },
  };
}

export function parseHosts(text: string): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address, ...aliases] = line.replace(/#.*$/, '').trim().split(/\s+/);
    if (!address) continue;
    for (const alias of aliases) {
      const known = names.get(alias.toLowerCase());
      if (known) known.push(address);
      else names.set(alias.toLowerCase(), [address]);
    }
  }
  return names;
}
