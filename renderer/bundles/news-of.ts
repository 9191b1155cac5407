import type { BundlePreview } from '../../shared/bundles.ts';
import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';

/** What of a bundle is new here: `298 are new here and 9 are more complete than here`. */
export function newsOf({ fresh, fuller }: BundlePreview, m: Messages, format: Format): string {
  if (fresh + fuller === 0) return m.bundles.nothingNew;
  return format.list([
    ...(fresh > 0 ? [m.bundles.fresh(fresh)] : []),
    ...(fuller > 0 ? [m.bundles.fuller(fuller)] : []),
  ]);
}
