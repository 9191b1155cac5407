import { portOf } from '../arguments.ts';
import { EXIT, type Command } from '../call.ts';

/** Runs until Ctrl-C. The address works once: whoever opens it first has the application. */
export const serve: Command = async ({ dir, flags, host, output, interruption }) => {
  const interrupted = interruption();
  const server = await host.startServer({ dir, port: portOf(flags) });
  try {
    await output.record({ url: server.url });
    await output.line(server.url);
    output.note('Larder is served on this machine only. Ctrl-C ends it.');
    if (flags['no-open'] !== true) host.openBrowser(server.url);
    await new Promise<void>((resolve) => {
      if (interrupted.aborted) resolve();
      else interrupted.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    await server.close();
  }
  return EXIT.done;
};
