import { allowlistReason, answeringFew, isAllowlistOver } from './allowlist.ts';
import { allThawed, become, becomeIf, type Change, openChange } from './become.ts';
import { captiveReason, portalReason, portalSign, systemSeesPortal } from './captive.ts';
import { degradedFlags, degradedReason, isAny } from './degraded.ts';
import { isVerifiedAnswer } from './learn.ts';
import { distinctDomains, type Flags, type Heard, isAnchor, type LineMemory } from './memory.ts';
import { offlineReason, silentPassReason, silentSinceHeard } from './offline.ts';
import { darkOrigins, freshAnswers } from './sample.ts';
import { THRESHOLDS } from './thresholds.ts';

/** The rules of 2.3. `news`: what was heard just now; null when it is a pass or the system that speaks. */
export function judge(memory: LineMemory, news: Heard | null): LineMemory {
  switch (memory.state) {
    case 'offline':
      if (news && endsSilence(memory, news)) return become(memory, afterSilence(memory, news));
      return becomeIf(memory, captiveChange(memory) ?? portalInSilence(memory));
    case 'captive':
      if (news && endsPortal(memory, news)) return become(memory, openChange(memory));
      return becomeIf(memory, offlineBehindPortal(memory));
    case 'allowlist':
      return becomeIf(
        memory,
        captiveChange(memory) ?? offlineChange(memory) ?? (isAllowlistOver(memory) ? openChange(memory) : null),
      );
    case 'unknown':
    case 'degraded':
    case 'open': {
      const worse = captiveChange(memory) ?? offlineChange(memory) ?? allowlistChange(memory);
      if (worse) return become(memory, worse);
      return judgeTransfers(memory);
    }
  }
}

function judgeTransfers(memory: LineMemory): LineMemory {
  const flags = degradedFlags(memory);
  const flagged = withFlags(memory, flags);
  if (isAny(flags)) return become(flagged, { state: 'degraded', reason: degradedReason(flagged) });
  if (memory.state === 'degraded') return become(flagged, openChange(flagged));
  const domains = distinctDomains(freshAnswers(memory));
  return domains >= THRESHOLDS.open.domains ? become(flagged, openChange(flagged)) : flagged;
}

function withFlags(memory: LineMemory, flags: Flags): LineMemory {
  const isSlower = (flags.throttle && !memory.flags.throttle) || (flags.slowHandshakes && !memory.flags.slowHandshakes);
  const thawed = memory.flags.curtain && !flags.curtain;
  return {
    ...memory,
    flags,
    slowOrder: isSlower ? memory.order : memory.slowOrder,
    ...(thawed ? { thawing: [], heard: allThawed(memory) } : {}),
  };
}

/** A server that spoke, by whatever way, is the end of being offline: packets travel. */
function endsSilence(memory: LineMemory, news: Heard): boolean {
  if (news.word !== 'answer') return false;
  // What was under way when the interface went may still be told of.
  const { network } = memory;
  return !network || network.hasInterface || news.startedMs >= network.atMs;
}

/**
 * A portal lets nobody through: one verified answer ends it. One over http does if this very origin was caught before. An
 * answer through a proxy does if no direct attempt was seen to be caught.
 */
function endsPortal(memory: LineMemory, news: Heard): boolean {
  if (!isVerifiedAnswer(news)) return news.word === 'answer' && news.direct && memory.caught.has(news.origin);
  return news.direct || memory.caught.size === 0;
}

/** Back to what was before, when the one that answers says no more than that; open otherwise. */
function afterSilence(memory: LineMemory, news: Heard): Change {
  const saysNoMore = !news.direct || isAnchor(memory, news);
  const stillDark = memory.wasAllowlist || !news.direct;
  if (saysNoMore && stillDark && darkOrigins(memory).some((one) => one.recentlyGood)) {
    return { state: 'allowlist', reason: allowlistReason(memory) };
  }
  return openChange(memory);
}

function captiveChange(memory: LineMemory): Change | null {
  const reason = captiveReason(memory);
  return reason && { state: 'captive', reason };
}

function offlineChange(memory: LineMemory): Change | null {
  const reason = offlineReason(memory);
  if (!reason) return null;
  // Where most sources are https, a portal shows in one or two only and is silence for the others.
  return (reason.kind === 'silence' ? portalInSilence(memory) : null) ?? { state: 'offline', reason };
}

/** Where nobody answers, one sign of a portal is enough. */
function portalInSilence(memory: LineMemory): Change | null {
  const sign = portalSign(memory);
  return sign && { state: 'captive', reason: portalReason(memory, [sign]) };
}

/** Behind a portal https is silent anyway; so it is gone when those are silent by whom it was seen. */
function offlineBehindPortal(memory: LineMemory): Change | null {
  const reason = offlineReason(memory);
  if (reason && reason.kind !== 'silence') return { state: 'offline', reason };
  if (systemSeesPortal(memory)) return null;
  const origins = silentSinceHeard(memory).filter((one) => memory.caught.has(one.origin)).length;
  return origins >= THRESHOLDS.offline.caughtOrigins
    ? { state: 'offline', reason: { kind: 'silence', origins } }
    : null;
}

function allowlistChange(memory: LineMemory): Change | null {
  const answering = answeringFew(memory);
  return answering && { state: 'allowlist', reason: allowlistReason(memory), answering };
}

/** The end of a pass over some or all of a library with so many origins that are evidence. */
export function judgePass(memory: LineMemory, libraryOrigins: number): LineMemory {
  const { pass } = memory;
  const isAll = pass.asked.size >= Math.min(THRESHOLDS.offline.silentOrigins, libraryOrigins);
  if (pass.portals > 0 && !pass.answered && isAll) {
    const sign = portalSign(memory);
    if (sign) return become(memory, { state: 'captive', reason: portalReason(memory, [sign]) });
  }
  if (memory.state === 'captive' || memory.network?.hasInterface === false) return memory;
  const silence = silentPassReason(memory, libraryOrigins);
  if (silence) return become(memory, { state: 'offline', reason: silence });
  // Small libraries never come to two unrelated answers, and a server's refusal is somebody's word too.
  const speaks = pass.answered || (pass.replied && pass.portals === 0);
  const isOpen = speaks && (memory.state === 'unknown' || memory.state === 'offline');
  return isOpen ? become(memory, openChange(memory)) : memory;
}
