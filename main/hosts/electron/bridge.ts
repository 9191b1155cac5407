/** The channel between a page and the core, and the events the other way. */
import type { Answer } from '../../../shared/bridge.ts';
import { type EventName, events } from '../../../shared/contract.ts';
import { errorToWire, isLarderError, LarderError } from '../../../shared/errors.ts';
import { relay } from '../../../shared/rpc.ts';
import type { Core } from '../../service/core.ts';
import { CALL_CHANNEL, EVENT_CHANNEL, isApp } from './addresses.ts';

/** Calls are taken from the main frame of our window while it shows our page; never from the reading frame. */
export function handleCalls(
  ipcMain: Pick<Electron.IpcMain, 'handle'>,
  core: Core,
  currentWindow: () => Electron.BrowserWindow,
): void {
  ipcMain.handle(CALL_CHANNEL, async (event, method: unknown, input: unknown): Promise<Answer<unknown>> => {
    try {
      if (!isOurs(event, currentWindow())) throw new LarderError('FORBIDDEN', 'This page may not ask for anything.');
      return { output: await relay(core, method, input) };
    } catch (error) {
      if (!isLarderError(error)) console.error('larder: a call failed:', error);
      // A value, for what is thrown across Electron's bridge loses its code and carries a stack.
      return { error: errorToWire(error) };
    }
  });
}

/** The main frame of our window asks, while it shows our page. */
export function isOurs(event: Electron.IpcMainInvokeEvent, window: Electron.BrowserWindow): boolean {
  const frame = event.senderFrame;
  return (
    !window.isDestroyed() &&
    event.sender === window.webContents &&
    frame !== null &&
    frame === window.webContents.mainFrame &&
    isApp(frame.url)
  );
}

export function forwardEvents(core: Core, currentWindow: () => Electron.BrowserWindow): void {
  for (const name of Object.keys(events) as EventName[]) {
    core.onEvent(name, (event) => {
      const window = currentWindow();
      if (!window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, name, event);
    });
  }
}
