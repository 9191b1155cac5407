import type { DueReason, SourcePlan } from '../../shared/schedule.ts';
import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';
import { everyText, postsText, whenText } from '../text/when.ts';
import { holdSentence } from './hold-sentence.ts';

/** Why a source is, or is not, asked now; with a word on what may have been missed. */
export function planSentence(plan: SourcePlan, nowMs: number, m: Messages, format: Format): string {
  const sentence = dueSentence(plan.reason, nowMs, m, format);
  const gap = plan.gapSuspected && plan.reason.kind !== 'overflow';
  return gap ? `${sentence} ${m.schedule.due.gap}` : sentence;
}

export function dueSentence(reason: DueReason, nowMs: number, m: Messages, format: Format): string {
  const words = m.schedule.due;
  const at = (ms: number): string => whenText('at', ms, m, format);
  const until = (ms: number): string => whenText('until', ms, m, format);
  switch (reason.kind) {
    case 'new':
      return words.new;
    case 'asked':
      return words.asked;
    case 'due':
      return words.due(postsText(reason.perDay, m), everyText(reason.everyMs, m));
    case 'rests':
      return words.rests(until(reason.atMs), postsText(reason.perDay, m), everyText(reason.everyMs, m));
    case 'rule': {
      const every = everyText(reason.everyMs, m);
      return reason.atMs <= nowMs ? words.ruleDue(every) : words.rule(every, at(reason.atMs));
    }
    case 'overflow':
      return words.overflow(at(reason.atMs));
    case 'fresh':
      return words.fresh(at(reason.atMs));
    case 'retry-after':
      return words.retryAfter(until(reason.atMs));
    case 'breaker':
      return words.breaker(reason.failures, at(reason.atMs));
    case 'dark':
      return words.dark;
    case 'line-back':
      return words.lineBack;
    case 'last-call':
      return words.lastCall;
    case 'held':
      return words.held(holdSentence(reason.hold, m, format));
  }
}
