/** What is known of the link: whether it costs, and whether the device runs on its battery. */
import type { LinkFacts } from '../schedule/rules.ts';
import { askLinkFacts } from './ask-link.ts';

export type { LinkFacts } from '../schedule/rules.ts';

const NOTHING_KNOWN: LinkFacts = { metered: null, onBattery: null };

export type LinkFactsHolder = {
  get(): LinkFacts;
  /** From the host, which hears of a change at once: believed over what was asked of the system. */
  hear(facts: Partial<LinkFacts>): void;
  /** From `watchLinkFacts`. */
  hearSystem(facts: LinkFacts): void;
};

/** The latest of what was heard. `onChange` when it is something else than before. */
export function createLinkFacts(onChange: () => void = () => undefined): LinkFactsHolder {
  let system = NOTHING_KNOWN;
  let host: Partial<LinkFacts> = {};
  const get = (): LinkFacts => ({
    metered: host.metered ?? system.metered,
    onBattery: host.onBattery ?? system.onBattery,
  });
  const change = (make: () => void): void => {
    const before = get();
    make();
    const after = get();
    if (before.metered !== after.metered || before.onBattery !== after.onBattery) onChange();
  };
  return {
    get,
    hear: (facts) => change(() => (host = { ...host, ...facts })),
    hearSystem: (facts) => change(() => (system = facts)),
  };
}

/** Asking Windows takes a second of one core; whoever hears that the network changed says `look`. */
const LOOK_EVERY_MS = 5 * 60_000;

/** Tells the facts once they are known, and whenever they change. */
export function watchLinkFacts(
  onChange: (facts: LinkFacts) => void,
  options: { readonly ask?: () => Promise<LinkFacts>; readonly everyMs?: number } = {},
): { look(): void; stop(): void } {
  const ask = options.ask ?? askLinkFacts;
  let stopped = false;
  let asking = false;
  let last = NOTHING_KNOWN;
  const look = (): void => {
    // One at a time: a system that takes long is not asked by a second program meanwhile.
    if (asking || stopped) return;
    asking = true;
    void ask().then((facts) => {
      asking = false;
      if (stopped || (facts.metered === last.metered && facts.onBattery === last.onBattery)) return;
      last = facts;
      onChange(facts);
    });
  };
  const timer = setInterval(look, options.everyMs ?? LOOK_EVERY_MS);
  timer.unref();
  look();
  return {
    look,
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}
