import { portOf } from '../arguments.ts';
import { EXIT, type Command } from '../call.ts';

/** Runs until Ctrl-C. The address works once: whoever opens it first has the application. */
export const serve: Command = async ({ dir, flags, host, output, interruption }) => {
  const interrupted = interruption();
  const show = async (url: string): Promise<void> => {
    await output.record({ url });
    await output.line(url);
  };
  const server = await host.startServer({ dir, port: portOf(flags), onNewUrl: (url) => void show(url) });
  const open = async (url: string): Promise<void> => {
    await show(url);
    if (flags['no-open'] !== true) host.openBrowser(url);
  };
  try {
    await open(server.url);
    output.note('Larder is served on this machine only. Ctrl-C ends it.');
    if (host.onEnter) output.note('The address works once, for ten minutes. Enter gives a new one.');
    host.onEnter?.(() => void open(server.newUrl()));
    await new Promise<void>((resolve) => {
      if (interrupted.aborted) resolve();
      else interrupted.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    await server.close();
  }
  return EXIT.done;
};
