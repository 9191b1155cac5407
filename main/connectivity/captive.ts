import type { LineReason } from '../../shared/line.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import { distinctDomains, elapsedMs, type Heard, type LineMemory } from './memory.ts';
import { freshDirect, newestWithCompany, witnesses } from './sample.ts';
import { THRESHOLDS } from './thresholds.ts';

const { captive } = THRESHOLDS;

/** Null: no portal stands in the way, as far as is known. */
export function captiveReason(memory: LineMemory): LineReason | null {
  if (systemSeesPortal(memory)) return portalReason(memory, null);
  const fresh = freshDirect(memory);
  const counts = witnesses(memory);
  const newest = newestWithCompany(
    fresh.filter((one) => counts(one) || one.word === 'answer'),
    captive.signsOf,
  );
  const told = newest.filter((one) => one.outcome === 'CAPTIVE');
  if (isUnanswered(memory, told) && distinctDomains(told) >= captive.signs) return portalReason(memory, told);
  const alike = sameStranger(newest);
  const verifiedLately = elapsedMs(memory.lastVerifiedMs, memory.atMs) <= captive.verdictAfterAnswerMs;
  // An operator's page for blocked sites is one stranger for many origins too, but beside it others answer.
  if (!verifiedLately && isUnanswered(memory, alike)) return portalReason(memory, alike);
  return null;
}

/** A sign of a portal that no verified answer has refuted since. */
export function portalSign(memory: LineMemory): Heard | null {
  return freshDirect(memory).find((one) => one.outcome === 'CAPTIVE' && memory.lastVerifiedMs < one.startedMs) ?? null;
}

export function portalReason(memory: LineMemory, signs: readonly Heard[] | null): LineReason {
  const address = memory.portalUrl === null ? null : parseHttpUrl(memory.portalUrl);
  const stranger = signs?.find((one) => one.stranger?.includes('.'))?.stranger ?? null;
  return { kind: 'portal', host: address?.hostname ?? stranger };
}

export function systemSeesPortal(memory: LineMemory): boolean {
  return (
    memory.verdict?.says === 'portal' &&
    !memory.verdict.refuted &&
    elapsedMs(memory.lastVerifiedMs, memory.atMs) > captive.verdictAfterAnswerMs
  );
}

/** No verified answer came since the first of them was asked. */
function isUnanswered(memory: LineMemory, signs: readonly Heard[]): boolean {
  return signs.length > 0 && memory.lastVerifiedMs < Math.min(...signs.map((one) => one.startedMs));
}

/** Unrelated origins for which one and the same stranger answered. */
function sameStranger(heard: readonly Heard[]): Heard[] {
  for (const one of heard) {
    if (one.word !== 'stranger' || one.stranger === null) continue;
    const alike = heard.filter((other) => other.word === 'stranger' && other.stranger === one.stranger);
    if (distinctDomains(alike) >= captive.signs) return alike;
  }
  return [];
}
