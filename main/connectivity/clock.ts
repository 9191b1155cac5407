import { evidenceDomain } from './evidence.ts';
import type { Attempt } from './events.ts';
import { type ClockReading, elapsedMs, type LineMemory, median } from './memory.ts';
import { THRESHOLDS } from './thresholds.ts';

/** Which way this device's clock is wrong. `offMs`: positive when ahead; 0: nobody told by how much. */
export type ClockVerdict = { readonly direction: 'ahead' | 'behind'; readonly offMs: number };

const { clock } = THRESHOLDS;

/** Null: no reason to doubt it. One origin with a certificate out of its time is that server's own problem. */
export function clockVerdict(memory: LineMemory): ClockVerdict | null {
  const readings = [...memory.clock.values()].filter((one) => elapsedMs(one.atMs, memory.atMs) <= clock.readingForMs);
  const byDates = readings.map((one) => one.offMs).filter((offMs) => offMs !== null);
  const middle = median(byDates);
  const agreeing = byDates.filter((offMs) => Math.abs(offMs) > clock.offMs && offMs > 0 === middle > 0);
  if (agreeing.length >= clock.origins && Math.abs(middle) > clock.offMs) {
    return { direction: middle > 0 ? 'ahead' : 'behind', offMs: Math.round(median(agreeing)) };
  }
  // Several servers' clocks agree with this one: then it is their certificates that are old.
  if (byDates.length >= clock.origins && Math.abs(middle) <= clock.offMs) return null;
  for (const direction of ['ahead', 'behind'] as const) {
    const agreeing = readings.filter((one) => one.off === direction).length;
    const against = readings.filter((one) => one.off !== direction && one.off !== null).length;
    if (agreeing >= clock.origins && agreeing > against) return { direction, offMs: 0 };
  }
  return null;
}

/** One reading per unrelated origin, the newest. A handshake that was accepted takes back what its certificate said. */
export function readClock(memory: LineMemory, attempt: Attempt): LineMemory {
  const { certificateOff: off, serverDateMs, verified } = attempt;
  const dated = verified && serverDateMs !== null && Number.isFinite(serverDateMs);
  const domain = attempt.domain || evidenceDomain(attempt.origin);
  if (off === null && !dated && !(verified && memory.clock.has(domain))) return memory;
  const before = memory.clock.get(domain);
  const reading: ClockReading = {
    atMs: attempt.atMs,
    off: off ?? (verified ? null : (before?.off ?? null)),
    offMs: dated ? attempt.atMs - serverDateMs : (before?.offMs ?? null),
  };
  const readings = new Map(memory.clock);
  readings.delete(domain); // the newest stands last
  readings.set(domain, reading);
  for (const oldest of readings.keys()) {
    if (readings.size <= clock.maxReadings) break;
    readings.delete(oldest);
  }
  return { ...memory, clock: readings };
}
