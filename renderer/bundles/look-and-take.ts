import type { BundlePreview, ImportReport, Transfer } from '../../shared/bundles.ts';
import { errorFromWire, LarderError } from '../../shared/errors.ts';
import type { HostedClient } from '../client.ts';
import type { BundleFiles } from './group-files.ts';
import { sendFiles, type SentBytes } from './send-files.ts';
import { transferEnd } from './transfer-end.ts';

export type Step = { readonly sent: SentBytes } | { readonly transfer: Transfer };

export type Way = {
  readonly onStep: (step: Step) => void;
  /** Ends all but an import that has begun. */
  readonly signal: AbortSignal;
};

/** As the contract has it. */
export const MAX_FILE_NAME_CHARACTERS = 300;

/**
 * What is in a bundle. Nothing of it stays in the core: of a folder full of bundles there would be two copies on the disk.
 * @throws LarderError what the look came to, CLOSED
 */
export function lookAt(client: HostedClient, bundle: BundleFiles, way: Way): Promise<BundlePreview> {
  return withLook(client, bundle, way, (looked) => Promise.resolve(previewOf(looked)));
}

/**
 * Takes in what was looked at before, if it is the same still: a stick can change its mind.
 * @param manifestSha256 what it was then
 * @throws LarderError what the look or the import came to, BUNDLE_DAMAGED when it is another one now, CLOSED
 */
export function takeIn(
  client: HostedClient,
  bundle: BundleFiles,
  manifestSha256: string,
  way: Way,
): Promise<ImportReport> {
  return withLook(client, bundle, way, async (looked) => {
    if (previewOf(looked).manifestSha256 !== manifestSha256) {
      throw new LarderError('BUNDLE_DAMAGED', 'It is another bundle than before.');
    }
    const { id } = await client.call('transfers.import', { preview: looked.id, trustAs: null });
    const taken = await transferEnd(client, id, (transfer) => way.onStep({ transfer }));
    // Whoever is still there sees how it ended; otherwise the foot of the window tells.
    if (!way.signal.aborted) await client.call('transfers.forget', { id });
    return reportOf(taken);
  });
}

async function withLook<Result>(
  client: HostedClient,
  bundle: BundleFiles,
  { onStep, signal }: Way,
  act: (looked: Transfer) => Promise<Result>,
): Promise<Result> {
  const names = await Promise.all(bundle.files.map((file) => client.uploadName(file)));
  // Before anything was sent: there is nothing to be taken back.
  if (signal.aborted) throw new LarderError('CLOSED', 'It was stopped.');
  let looking: string | null = null;
  try {
    const uploads = await sendFiles(client, bundle.files, (sent) => onStep({ sent }), signal);
    const file = bundle.name.slice(-MAX_FILE_NAME_CHARACTERS);
    looking = (await client.call('transfers.preview', { uploads, file, passphrase: null })).id;
    return await act(await transferEnd(client, looking, (transfer) => onStep({ transfer }), signal));
  } finally {
    await dropLook(client, looking === null ? [] : [looking], names);
  }
}

/** Takes back what was sent, and what looks at it made of it. */
export async function dropLook(
  client: Pick<HostedClient, 'call'>,
  looks: readonly string[],
  uploads: readonly string[],
): Promise<void> {
  for (const id of looks) await client.call('transfers.forget', { id });
  if (uploads.length > 0) await client.call('transfers.unsend', { uploads: [...uploads] });
}

function previewOf(looked: Transfer): BundlePreview {
  if (looked.preview === null) throw endOf(looked);
  return looked.preview;
}

function reportOf(taken: Transfer): ImportReport {
  if (taken.imported === null) throw endOf(taken);
  return taken.imported;
}

function endOf({ error }: Transfer): LarderError {
  return error === null ? new LarderError('CLOSED', 'It was stopped.') : errorFromWire(error);
}
