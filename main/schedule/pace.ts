/** How fast the line is as a whole: bytes of all transfers together for the time in which any was under way. */
import { NUMBERS } from './numbers.ts';

/** So much of the newest is averaged. */
const REMEMBERED_MS = 20_000;
const FIRST_ROUND_TRIP_MS = 100;

export type Pace = {
  /** Something began or ended: `underWay` pieces were on their way until now. */
  tick(nowMs: number, underWay: number): void;
  moved(bytes: number): void;
  roundTrip(ms: number): void;
  /** Bytes a second. */
  goodput(): number;
  /** Null: too little has come to tell. */
  measured(): number | null;
  roundTripMs(): number;
  /** Another network. */
  forget(): void;
};

export function createPace(): Pace {
  let bytes = 0;
  let busyMs = 0;
  let lastMs: number | null = null;
  let roundTripMs: number = FIRST_ROUND_TRIP_MS;
  const measured = (): number | null => (busyMs < 1_000 || bytes < 20_000 ? null : (bytes * 1000) / busyMs);
  return {
    tick(nowMs, underWay) {
      if (lastMs !== null && underWay > 0 && nowMs > lastMs) {
        const passedMs = nowMs - lastMs;
        busyMs += passedMs;
        // What is older counts less: half of it is forgotten every time twice the span has gathered.
        if (busyMs > 2 * REMEMBERED_MS) {
          bytes /= 2;
          busyMs /= 2;
        }
      }
      lastMs = nowMs;
    },
    moved: (more) => void (bytes += more),
    roundTrip(ms) {
      if (ms > 0 && ms < 60_000) roundTripMs += (ms - roundTripMs) * NUMBERS.bytes.learning;
    },
    goodput: () => measured() ?? NUMBERS.bytes.goodput,
    measured,
    roundTripMs: () => roundTripMs,
    forget() {
      bytes = 0;
      busyMs = 0;
      lastMs = null;
    },
  };
}
