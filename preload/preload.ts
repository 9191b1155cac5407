// Runs sandboxed in the app's page, before its scripts. It hands over three functions and nothing of Electron.
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { Bridge } from '../shared/bridge.ts';

const bridge: Bridge = {
  call: (method, input) => ipcRenderer.invoke('larder:call', method, input),
  chooseFolder: () => ipcRenderer.invoke('larder:folder'),
  onEvent(name, listener) {
    const listen = (_event: IpcRendererEvent, sent: unknown, data: unknown): void => {
      if (sent === name) listener(data);
    };
    ipcRenderer.on('larder:event', listen);
    return () => void ipcRenderer.off('larder:event', listen);
  },
};

contextBridge.exposeInMainWorld('larder', bridge);
