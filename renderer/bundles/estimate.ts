import type { BundleFormat, Estimate } from '../../shared/bundles.ts';
import { ILLUSTRATED, type GiveDraft } from './give-draft.ts';

/** What compression leaves of text, by and large. */
const PACKED = 0.5;
/** Text as it is. */
const UNPACKED: ReadonlySet<BundleFormat> = new Set(['html', 'json', 'json-feed', 'text']);
/** One page holds its pictures as base64: four letters for three bytes. */
const IN_LETTERS = 4 / 3;

/** How large the file will be, roughly: how well it packs shows only when it is made. */
export function roughBytes(estimate: Estimate, draft: Pick<GiveDraft, 'format' | 'pictures'>): number {
  const text = estimate.textBytes * (UNPACKED.has(draft.format) ? 1 : PACKED);
  if (!draft.pictures || !ILLUSTRATED.has(draft.format)) return text;
  return text + estimate.pictureBytes * (draft.format === 'html' ? IN_LETTERS : 1);
}
