import { spawn } from 'node:child_process';

const COMMANDS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  darwin: ['open'],
};

/** Shows an address in the person's browser. No browser to be found is no failure: the address was printed. */
export function openBrowser(url: string): void {
  const [command, ...before] = COMMANDS[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...before, url], { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
}
