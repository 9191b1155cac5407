/** Who signed a bundle, and whether it came before: told by its list of contents. */
import { openArchiveReader } from '../archive/archive.ts';
import { openBundle } from '../bundle/read-bundle.ts';
import type { Watch } from '../bundle/sink.ts';
import type { Glanced, GlanceJob } from './bundle-job.ts';
import { openPlain } from './bundle-open.ts';
import { judgeSigner } from './bundle-signer.ts';

/**
 * Nothing but the list of contents is checked: whoever takes the bundle in checks all of it, in a copy that nobody changes.
 * @throws LarderError BUNDLE_*, PASSPHRASE_WRONG, FILE_UNREADABLE, DISK_FULL, CLOSED
 */
export async function glanceJob(
  job: GlanceJob,
  tools: { readonly dir: string; readonly now: () => number },
  watch: Watch,
): Promise<Glanced> {
  const { path, encrypted } = await openPlain(job, tools, watch);
  const bundle = await openBundle(path, watch.goOn);
  try {
    const signer = judgeSigner(bundle.manifestBytes, bundle.signature, job.known);
    const reader = openArchiveReader(tools);
    try {
      const { manifestSha256, articles, pictures, bytes } = bundle;
      const known = reader.knowsBundle(manifestSha256);
      return { path, bundle: { manifestSha256, articles, pictures, bytes, signer, encrypted, known } };
    } finally {
      reader.close();
    }
  } finally {
    bundle.close();
  }
}
