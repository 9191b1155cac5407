import type { Outcome } from '../../shared/model.ts';

/** What is remarkable about something that was let in. */
export type GateFlag =
  /** The last bytes of the gzip stream are missing, and the document proved its own end. */
  | 'trailer-missing'
  /** The document was never closed, but its framing proves that all of it came. */
  | 'never-closed'
  /** Whole items of a transfer that was cut: nothing else may be learned from it. */
  | 'partial'
  /** It came from another registrable domain than any known: to be learned, as the answer shows itself to be the source's. */
  | 'moved'
  /** By a mirror of the owner's, and by its items the same source. */
  | 'mirror'
  /** Much less text than this site's pages have. */
  | 'short'
  /** The page does not carry the item's title, and shows in other ways that it is no page of the network. */
  | 'title-unknown';

export type Admitted = { readonly admit: true; readonly flags: readonly GateFlag[] };
export type Refused = {
  readonly admit: false;
  readonly outcome: Outcome;
  /** One English sentence for a person. */
  readonly reason: string;
  /** To be listed with its reason and hash until a verified answer comes, never its body. */
  readonly quarantine: boolean;
  /** It is a page of the network itself: worth knowing again wherever it comes next. */
  readonly isStub: boolean;
};
export type GateVerdict = Admitted | Refused;

export function admitted(flags: readonly GateFlag[]): Admitted {
  return { admit: true, flags };
}

/** Not what was asked for, but nobody's fault on the way: nothing to wait for. */
export function refused(outcome: Outcome, reason: string): Refused {
  return { admit: false, outcome, reason, quarantine: false, isStub: false };
}

export function quarantined(outcome: Outcome, reason: string): Refused {
  return { admit: false, outcome, reason, quarantine: true, isStub: false };
}

/** Quarantined, and by more than its not being what was asked for. */
export function stub(outcome: 'STUB' | 'CAPTIVE', reason: string): Refused {
  return { ...quarantined(outcome, reason), isStub: true };
}
