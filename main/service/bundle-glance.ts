/** Who signed a bundle, and whether it came before: told by its list of contents, where it lies. */
import { openArchiveReader } from '../archive/archive.ts';
import { openBundle } from '../bundle/read-bundle.ts';
import type { Watch } from '../bundle/sink.ts';
import type { Glanced, GlanceJob } from './bundle-job.ts';
import { openPlain } from './bundle-open.ts';
import { judgeSigner } from './bundle-signer.ts';

/**
 * Nothing but the list of contents is checked: whoever takes the bundle in checks all of it, in a copy that nobody changes.
 * @throws LarderError BUNDLE_*, FILE_UNREADABLE, DISK_FULL, CLOSED
 */
export async function glanceJob(
  { file, folder, mostBytes, known }: GlanceJob,
  tools: { readonly dir: string; readonly now: () => number },
  watch: Watch,
): Promise<Glanced> {
  const how = { files: [file], inPlace: true, passphrase: null, identityFile: null, folder, mostBytes };
  const { path } = await openPlain(how, tools, watch);
  const bundle = await openBundle(path, watch.goOn);
  try {
    const signer = judgeSigner(bundle.manifestBytes, bundle.signature, known);
    const reader = openArchiveReader(tools);
    try {
      return { path, signer, known: reader.knowsBundle(bundle.manifestSha256) };
    } finally {
      reader.close();
    }
  } finally {
    bundle.close();
  }
}
