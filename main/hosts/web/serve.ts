/** An archive on a loopback address: the core and the web host, opened and closed together. */
import { fileURLToPath } from 'node:url';
import type { LarderError } from '../../../shared/errors.ts';
import { openCore } from '../../service/core.ts';
import { layout, programVersion } from '../../service/layout.ts';
import { startWebHost } from './web-host.ts';

export type ServeOptions = {
  /** The data folder. */
  readonly dir: string;
  /** Null: any free one. */
  readonly port: number | null;
  /** Fetch by itself when something is due; on unless said otherwise. */
  readonly automatic?: boolean;
  /** Somebody stands before a used-up address, and a new one was made for them. */
  readonly onNewUrl: (url: string) => void;
  /** Nothing works any more; the process had better end. */
  readonly onFatal: (error: LarderError) => void;
};

export type Served = {
  /** The one-time address to open. */
  readonly url: string;
  /** Another one-time address; the one before it stops working. */
  newUrl(): string;
  close(): Promise<void>;
};

/** @throws LarderError what opening the archive throws, FILE_UNREADABLE when the interface is not built, BAD_REQUEST for a taken port */
export async function serveArchive(options: ServeOptions): Promise<Served> {
  const { workers, renderer } = layout();
  const core = await openCore({
    dir: options.dir,
    workers,
    onFatal: options.onFatal,
    automatic: options.automatic ?? true,
    version: programVersion(),
  });
  try {
    const host = await startWebHost({
      core,
      rendererDir: fileURLToPath(renderer),
      port: options.port ?? 0,
      onNewAddress: options.onNewUrl,
    });
    return {
      url: host.oneTimeUrl,
      newUrl: () => host.newOneTimeUrl(),
      async close() {
        await host.close();
        await core.close();
      },
    };
  } catch (error) {
    await core.close();
    throw error;
  }
}
