import { describe, expect, it } from 'vitest';
import { createWorld } from '../../simulator/simulate.ts';
import { parseTrace, TraceError, writeTrace } from '../../simulator/trace-file.ts';
import type { Trace } from '../../simulator/trace.ts';
import { builtInTrace, TRACE_NAMES } from '../../simulator/traces.ts';

const small = { name: 'mine', days: 1, segments: [{ fromS: 0, toS: 60, line: 'open' }] };

function complaint(trace: unknown): string {
  try {
    parseTrace(typeof trace === 'string' ? trace : JSON.stringify(trace));
  } catch (error) {
    if (error instanceof TraceError) return error.message;
    throw error;
  }
  return '';
}
const withSegment = (more: object): unknown => ({ ...small, segments: [{ ...small.segments[0], ...more }] });

describe('a trace file', () => {
  it.each(TRACE_NAMES)('holds %s and gives back the same world', (name) => {
    const trace = builtInTrace(name, 3, 14) as Trace;
    const again = parseTrace(writeTrace(trace));
    expect(again).toEqual(trace);
    expect(createWorld(again, 3).timeline.spans).toEqual(createWorld(trace, 3).timeline.spans);
  });

  it('may say who is reachable or frozen, by number or by share', () => {
    expect(complaint(withSegment({ line: 'allowlist', reachable: [0, 5] }))).toBe('');
    expect(complaint(withSegment({ line: 'curtain', curtained: 0.8 }))).toBe('');
  });

  it.each([
    ['{', /^It is not JSON/],
    [{ ...small, days: 0 }, /^days: /],
    [{ ...small, colour: 'red' }, /^colour: /],
    [withSegment({ line: 'ajar' }), /^segments\.0\.line: /],
    [withSegment({ toS: 0 }), /^segments\.0: toS \(0\) must be after fromS \(0\)/],
    [withSegment({ toS: 90_000 }), /^segments\.0: ends at 90000, after the last of 1 days/],
    [withSegment({ bytesPerSecond: 0 }), /^segments\.0\.bytesPerSecond: /],
    [withSegment({ reachable: [1] }), /^segments\.0: reachable is for the line allowlist only/],
    [withSegment({ line: 'allowlist', reachable: [60] }), /^segments\.0: there is no source 60, only 0 to 59/],
    [withSegment({ line: 'allowlist', reachable: 2 }), /^segments\.0\.reachable: /],
    [{ ...small, segments: [...small.segments, { fromS: 30, toS: 90, line: 'open' }] }, /^segments\.1: begins at 30/],
    [{ ...small, feeds: 6_000 }, /^feeds: /],
    [{ ...small, budgetBytesPerDay: -1 }, /^budgetBytesPerDay: /],
  ])('is refused in a sentence: %j', (trace, sentence) => expect(complaint(trace)).toMatch(sentence));
});
