/**
 * How a transfer goes. The same for every policy: connections are kept and sessions resumed, frozen bodies continue in
 * segments, cut ones leave a part. Nothing here knows what a policy is.
 */
import type { Agenda } from './agenda.ts';
import { type Attempt, type Connection, type Ending, jobKey, jobNumbers } from './attempt.ts';
import type { Link } from './link.ts';
import { MINUTE, NUMBERS } from './numbers.ts';
import { type Job, sourceOf } from './policy.ts';
import type { Press, Publisher } from './press.ts';
import { between, keyed, seeded } from './random.ts';
import type { Reach, Span, Timeline } from './trace.ts';

/** A body as the server would send it now. */
export type Answer = { readonly bodyBytes: number; readonly notModified: boolean };

export type Transport = {
  begin(job: Job, nowMs: number): void;
  isRunning(job: Job): boolean;
  /** The line is another one from now on. */
  lineChanged(after: Span, nowMs: number): void;
  /** The budget is spent: all that runs is cancelled. */
  cancelAll(nowMs: number): void;
};

export type TransportOptions = {
  readonly seed: number;
  readonly press: Press;
  readonly timeline: Timeline;
  readonly link: Link;
  readonly agenda: Agenda;
  readonly answer: (job: Job, nowMs: number) => Answer;
  readonly partOf: (job: Job) => number;
  /** Bytes that are too few to wait for on the link. */
  readonly sent: (bytes: number) => void;
  readonly ended: (attempt: Attempt, ending: Ending, nowMs: number) => void;
};

/** What the client and its system remember of a host. */
type Memory = {
  /** Newest last. */
  idle: { readonly connection: Connection; readonly untilMs: number }[];
  sessionMs: number;
  nameMs: number;
  knowsFamily: boolean;
  /** Of the latest new connections. */
  dialledMs: number[];
};

export function createTransport(options: TransportOptions): Transport {
  const { seed, press, timeline, link, agenda } = options;
  const running = new Map<string, Attempt>();
  const tries = new Map<string, number>();
  const memories = press.publishers.map((): Memory => {
    return { idle: [], sessionMs: -Infinity, nameMs: -Infinity, knowsFamily: false, dialledMs: [] };
  });
  const memoryOf = (publisher: Publisher): Memory => memories[publisher.source.id] as Memory;
  const reachOf = (publisher: Publisher, atMs: number): Reach => timeline.at(atMs).reach[publisher.source.id] as Reach;

  function later(attempt: Attempt, atMs: number, run: (nowMs: number) => void): void {
    attempt.appointment = agenda.add(atMs, () => {
      attempt.appointment = null;
      run(atMs);
    });
  }

  function carry(attempt: Attempt, bytes: number, nowMs: number, then: (nowMs: number) => void): void {
    attempt.flow = link.start(bytes, nowMs, (doneMs) => {
      attempt.flow = null;
      attempt.movedBytes += bytes;
      attempt.gotBytes += Math.max(0, bytes - attempt.flowOverhead) / attempt.flowRate;
      then(doneMs);
    });
  }

  function spend(attempt: Attempt, bytes: number): void {
    attempt.movedBytes += bytes;
    options.sent(bytes);
  }

  function end(attempt: Attempt, ending: Ending, nowMs: number): void {
    running.delete(attempt.key);
    options.ended(attempt, ending, nowMs);
  }

  /** Its end is settled, but takes its time. */
  function doom(attempt: Attempt, atMs: number, ending: Ending, bytes: number): void {
    attempt.stage = 'doomed';
    spend(attempt, bytes);
    later(attempt, atMs, (nowMs) => end(attempt, ending, nowMs));
  }

  function begin(job: Job, nowMs: number): void {
    const key = jobKey(job);
    if (running.has(key)) throw new Error(`${key} is under way already`);
    const attemptNumber = (tries.get(key) ?? 0) + 1;
    tries.set(key, attemptNumber);
    const attempt: Attempt = {
      job,
      key,
      publisher: press.publishers[sourceOf(job).id] as Publisher,
      dice: seeded(keyed(seed, 5, ...jobNumbers(job), attemptNumber)),
      startMs: nowMs,
      phases: { lookupMs: null, tcpMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 },
      stage: 'knocking',
      appointment: null,
      flow: null,
      flowOverhead: 0,
      flowRate: 1,
      connections: 0,
      movedBytes: 0,
      bodyBytes: 0,
      partBytes: 0,
      gotBytes: 0,
      answeredMs: nowMs,
    };
    running.set(key, attempt);
    const { publisher } = attempt;
    const memory = memoryOf(publisher);
    const reach = reachOf(publisher, nowMs);
    if (reach === 'local') return doom(attempt, nowMs + NUMBERS.localMs, { outcome: 'LOCAL' }, 0);
    const idle = memory.idle.pop();
    // One that slipped through a curtain goes on as it is: what is judged is the connection.
    const stands = reach === 'answers' || reach === 'frozen';
    if (idle && idle.untilMs >= nowMs && stands) return request(attempt, idle.connection, nowMs);
    if (timeline.at(nowMs).deadDns && memory.nameMs < nowMs - NUMBERS.staleAddressMs) {
      return doom(attempt, nowMs + NUMBERS.lookupTimeoutMs, { outcome: 'DNS_FAIL' }, NUMBERS.lookupBytes);
    }
    attempt.phases.lookupMs = publisher.roundTripMs;
    attempt.connections = 1;
    meet(attempt, reach, nowMs);
  }

  /** Who, if anybody, takes the first packet. */
  function meet(attempt: Attempt, reach: Reach, nowMs: number): void {
    const { publisher, startMs } = attempt;
    const roundTripMs = publisher.roundTripMs;
    if (reach === 'captive') return behindPortal(attempt, nowMs);
    if (reach === 'silent' || publisher.dead) return knock(attempt);
    attempt.phases.tcpMs = nowMs - startMs + 2 * roundTripMs;
    if (reach === 'swallowed') {
      return publisher.secure
        ? doom(attempt, startMs + NUMBERS.tlsTimeoutMs, { outcome: 'TLS_BLACKHOLE' }, NUMBERS.helloBytes)
        : doom(attempt, startMs + NUMBERS.headersTimeoutMs, { outcome: 'HTTP_BLACKHOLE' }, NUMBERS.helloBytes);
    }
    connect(attempt, reach, nowMs);
  }

  /** Retransmitted SYNs get through if the line is back by then. */
  function knock(attempt: Attempt): void {
    const { publisher, startMs } = attempt;
    attempt.stage = 'knocking';
    const again = NUMBERS.synMs.find((afterMs) => {
      const reach = reachOf(publisher, startMs + afterMs);
      return afterMs > 0 && !publisher.dead && reach !== 'silent' && reach !== 'local';
    });
    if (again === undefined) {
      const bytes = NUMBERS.synBytes * NUMBERS.synMs.length;
      return doom(attempt, startMs + NUMBERS.tcpTimeoutMs, { outcome: 'TCP_BLACKHOLE' }, bytes);
    }
    later(attempt, startMs + again, (nowMs) => meet(attempt, reachOf(publisher, nowMs), nowMs));
  }

  function behindPortal(attempt: Attempt, nowMs: number): void {
    const { publisher } = attempt;
    const answeredMs = nowMs + NUMBERS.connectRoundTrips * publisher.roundTripMs;
    if (!publisher.secure) {
      const portalUrl = 'http://login.portal.test/welcome';
      return doom(
        attempt,
        answeredMs,
        { outcome: 'CAPTIVE', stranger: 'login.portal.test', portalUrl },
        NUMBERS.requestBytes + NUMBERS.portalBytes,
      );
    }
    if (timeline.at(nowMs).https === 'silent') return knockOnPortal(attempt, nowMs);
    doom(attempt, answeredMs, { outcome: 'TLS_INTERCEPT', stranger: 'ca'.repeat(32) }, NUMBERS.interceptBytes);
  }

  /** As silence, but that a portal which was passed since lets the retransmitted SYN through. */
  function knockOnPortal(attempt: Attempt, nowMs: number): void {
    const { publisher, startMs } = attempt;
    const again = NUMBERS.synMs.find((afterMs) => {
      const atMs = startMs + afterMs;
      return atMs > nowMs && ['answers', 'frozen'].includes(reachOf(publisher, atMs));
    });
    if (again !== undefined && !publisher.dead) {
      return later(attempt, startMs + again, (atMs) => meet(attempt, reachOf(publisher, atMs), atMs));
    }
    const bytes = NUMBERS.synBytes * NUMBERS.synMs.length;
    doom(attempt, startMs + NUMBERS.tcpTimeoutMs, { outcome: 'TCP_BLACKHOLE' }, bytes);
  }

  function connect(attempt: Attempt, reach: Reach, nowMs: number): void {
    const { publisher, startMs, phases } = attempt;
    const memory = memoryOf(publisher);
    attempt.stage = 'connecting';
    memory.dialledMs = [...memory.dialledMs.slice(1 - NUMBERS.segmentsPerMinute), nowMs];
    const isFirst = !memory.knowsFamily;
    memory.knowsFamily = true;
    const detourMs = isFirst && timeline.at(nowMs).deadIpv6 ? NUMBERS.deadFamilyMs : 0;
    const trips = publisher.secure ? NUMBERS.connectRoundTrips : NUMBERS.connectRoundTrips - 1;
    phases.tcpMs = nowMs - startMs + detourMs + 2 * publisher.roundTripMs;
    const isReset = attempt.dice() < NUMBERS.noise;
    const slips = attempt.dice() < NUMBERS.curtainPass;
    const freezesAfter = between(attempt.dice, NUMBERS.curtainBytes);
    later(attempt, nowMs + detourMs + trips * publisher.roundTripMs, (atMs) => {
      if (isReset) {
        spend(attempt, NUMBERS.helloBytes);
        return end(attempt, { outcome: publisher.secure ? 'TLS_RST' : 'TCP_RST' }, atMs);
      }
      const resumed = atMs - memory.sessionMs <= NUMBERS.resumeMs;
      const secureBytes = resumed ? NUMBERS.resumedHandshakeBytes : NUMBERS.handshakeBytes;
      const bytes = publisher.secure ? secureBytes : NUMBERS.plainHandshakeBytes;
      attempt.flowOverhead = bytes;
      carry(attempt, bytes, atMs, (doneMs) => {
        memory.sessionMs = doneMs;
        memory.nameMs = doneMs;
        if (publisher.secure) phases.tlsMs = doneMs - startMs;
        const leftBytes = reach === 'frozen' && !slips ? freezesAfter - bytes : Infinity;
        request(attempt, { leftBytes }, doneMs);
      });
    });
  }

  function request(attempt: Attempt, connection: Connection, nowMs: number): void {
    const { job, publisher } = attempt;
    attempt.stage = 'connecting';
    later(attempt, nowMs + publisher.roundTripMs, (atMs) => {
      attempt.stage = 'body';
      attempt.phases.firstByteMs = atMs - attempt.startMs;
      attempt.answeredMs = atMs;
      const answer = options.answer(job, atMs);
      attempt.bodyBytes = answer.bodyBytes;
      attempt.partBytes = Math.min(options.partOf(job), answer.bodyBytes);
      const overhead = NUMBERS.requestBytes + (answer.notModified ? NUMBERS.notModifiedBytes : 0);
      const wanted = overhead + answer.bodyBytes - attempt.partBytes;
      const bytes = Math.min(wanted, connection.leftBytes);
      attempt.flowOverhead = overhead;
      carry(attempt, bytes, atMs, (doneMs) => {
        if (bytes < wanted) return later(attempt, doneMs + NUMBERS.idleTimeoutMs, (now) => froze(attempt, now));
        // One that has a limit may have none left for the next request.
        if (connection.leftBytes === Infinity) {
          memoryOf(publisher).idle.push({ connection, untilMs: doneMs + NUMBERS.keepAliveMs });
        }
        end(attempt, { outcome: answer.notModified ? 'NOT_MODIFIED' : 'OK' }, doneMs);
      });
    });
  }

  function froze(attempt: Attempt, nowMs: number): void {
    if (attempt.publisher.ranges && attempt.bodyBytes <= NUMBERS.segmentedAtMost) return segment(attempt, nowMs);
    end(attempt, { outcome: 'FROZEN' }, nowMs);
  }

  /** The next 8 KiB on a connection of its own, at most three of them a minute. */
  function segment(attempt: Attempt, nowMs: number): void {
    const { publisher } = attempt;
    const memory = memoryOf(publisher);
    attempt.stage = 'parted';
    const oldestMs = memory.dialledMs[memory.dialledMs.length - NUMBERS.segmentsPerMinute] ?? -Infinity;
    later(attempt, Math.max(nowMs, oldestMs + MINUTE), (atMs) => {
      const dialledMs = memory.dialledMs[memory.dialledMs.length - NUMBERS.segmentsPerMinute] ?? -Infinity;
      // Another one of this host was quicker.
      if (dialledMs + MINUTE > atMs) return segment(attempt, atMs);
      memory.dialledMs = [...memory.dialledMs.slice(1 - NUMBERS.segmentsPerMinute), atMs];
      attempt.connections++;
      const left = attempt.bodyBytes - attempt.partBytes - attempt.gotBytes;
      const piece = Math.min(NUMBERS.segmentBytes, left);
      later(attempt, atMs + (NUMBERS.connectRoundTrips + 1) * publisher.roundTripMs, (readyMs) => {
        attempt.stage = 'body';
        attempt.flowOverhead = 0;
        attempt.flowRate = NUMBERS.segmentOverhead;
        carry(attempt, piece * NUMBERS.segmentOverhead, readyMs, (doneMs) => {
          const rest = attempt.bodyBytes - attempt.partBytes - attempt.gotBytes;
          if (rest > 0.5) return segment(attempt, doneMs);
          end(attempt, { outcome: 'OK' }, doneMs);
        });
      });
    });
  }

  /** Takes an attempt off the link and off the agenda, with what came so far. */
  function halt(attempt: Attempt, nowMs: number): void {
    if (attempt.appointment) attempt.appointment.run = null;
    attempt.appointment = null;
    if (!attempt.flow) return;
    const bytes = link.stop(attempt.flow, nowMs);
    attempt.flow = null;
    attempt.movedBytes += bytes;
    attempt.gotBytes += Math.max(0, bytes - attempt.flowOverhead) / attempt.flowRate;
  }

  function cut(attempt: Attempt, reach: Reach, nowMs: number): void {
    const { stage } = attempt;
    const hadAnswer = stage === 'body' || stage === 'parted';
    if (reach === 'local') {
      halt(attempt, nowMs);
      return end(attempt, { outcome: hadAnswer ? 'TRUNC' : 'LOCAL' }, nowMs);
    }
    if (stage === 'knocking' || stage === 'doomed' || reach === 'answers' || reach === 'frozen') return;
    halt(attempt, nowMs);
    attempt.stage = 'doomed';
    if (!hadAnswer) {
      const ending: Ending = { outcome: attempt.publisher.secure ? 'TLS_BLACKHOLE' : 'HTTP_BLACKHOLE' };
      return later(attempt, nowMs + NUMBERS.tcpTimeoutMs, (atMs) => end(attempt, ending, atMs));
    }
    // A portal resets what it does not know; all others let it starve.
    if (reach === 'captive') return end(attempt, { outcome: 'TRUNC' }, nowMs);
    later(attempt, nowMs + NUMBERS.idleTimeoutMs, (atMs) => end(attempt, { outcome: 'FROZEN' }, atMs));
  }

  return {
    begin,
    isRunning: (job) => running.has(jobKey(job)),
    lineChanged(after, nowMs) {
      for (const publisher of press.publishers) {
        if (after.reach[publisher.source.id] !== 'answers') memoryOf(publisher).idle = [];
      }
      for (const attempt of running.values()) {
        cut(attempt, after.reach[attempt.publisher.source.id] as Reach, nowMs);
      }
    },
    cancelAll(nowMs) {
      for (const attempt of running.values()) {
        halt(attempt, nowMs);
        end(attempt, { outcome: 'CANCELLED' }, nowMs);
      }
    },
  };
}
