import type { ImageInfo, PageLook } from '../../shared/model.ts';
import { isVouchedFor, judgeIssuer, type GateArrival, type GateRefusal } from './arrival.ts';
import { isInsteadOfAnything } from './judge-feed.ts';
import { networkPage, signsOf } from './network-page.ts';
import { admitted, quarantined, refused, type GateVerdict } from './verdict.ts';

export type ArrivedImage =
  | {
      readonly kind: 'image';
      readonly info: ImageInfo;
      /** Registrable domains, this one included, that gave exactly these bytes. */
      readonly domains: number;
    }
  /** `look` is null only where the answer is vouched for: then it is not asked. */
  | { readonly kind: 'other'; readonly look: PageLook | null; readonly refusal: GateRefusal };

/** Nothing so small shows anything; it counts readers. */
const PIXEL = 2;
/** The same picture on so many sites that have nothing to do with each other. */
const UNRELATED_DOMAINS = 3;

/** May this answer to a picture's address enter the archive? (the network study, 2.2) */
export function judgeImage(arrival: GateArrival, found: ArrivedImage): GateVerdict {
  const issuer = judgeIssuer(arrival);
  if (issuer) return issuer;
  const verified = isVouchedFor(arrival);
  if (found.kind === 'other') {
    const { look, refusal } = found;
    const isPage = look?.kind === 'html' || look?.kind === 'text';
    if (!verified && look && isPage && isInsteadOfAnything(arrival, look)) {
      return networkPage(arrival, look, signsOf(arrival, look));
    }
    return refused(refusal.outcome, refusal.reason);
  }
  const { info, domains } = found;
  // Framing may be proven and the picture still cut: by whoever uploaded it, or a cache that kept a half one.
  if (!info.complete) return refused('TRUNC', 'The picture broke off before its end; it was not stored.');
  if (info.width !== null && info.height !== null && info.width <= PIXEL && info.height <= PIXEL) {
    return refused('NOT_AN_IMAGE', 'This is a counting pixel, not a picture.');
  }
  if (!verified && (arrival.same?.template || domains >= UNRELATED_DOMAINS)) {
    return quarantined(
      'NOT_AN_IMAGE',
      'The same picture came from sites that have nothing to do with each other: a counting pixel, or one of your network.',
    );
  }
  return admitted(arrival.trailerMissing ? ['trailer-missing'] : []);
}
