/** One request's turns and its time. Waiting, for a turn or for leave to connect, counts towards nothing. */
import type { FetchRequest } from '../../shared/model.ts';
import { startDeadline, type Deadline } from './deadline.ts';
import { FetchFailure } from './failure.ts';
import type { LineVerdict, Turn } from './queue.ts';
import type { Phase, Progress, Road } from './road.ts';
import type { Stop } from './stop.ts';

export type Clock = {
  /** Waits for the host's turn; within one host a request keeps the turn it has. */
  turnFor(url: URL, progress: Progress): Promise<void>;
  /** Gives the turn back and waits for another. */
  turnAgain(url: URL, progress: Progress): Promise<void>;
  endTurn(): void;
  judge(verdict: LineVerdict): void;
  /** From now on the request may take this long, whatever it has taken so far. */
  allow(ms: number): void;
  readonly sinceStartMs: () => number;
  readonly addMs: (ms: number) => void;
  readonly pause: () => () => void;
  readonly moved: () => void;
};

export function openClock(request: FetchRequest, road: Road, stop: Stop): Clock {
  let limitMs = road.limits.totalTimeoutMs[request.kind];
  let turn: Turn | null = null;
  let host = '';
  let verdict: LineVerdict = 'neutral';
  let spentMs = 0;
  let runningSinceMs: number | null = null;
  let timer: Deadline | undefined;
  let overtime = (): void => undefined;

  function run(): void {
    runningSinceMs = road.monotonicMs();
    timer = startDeadline(Math.max(0, limitMs - spentMs), () => overtime());
  }

  function halt(): void {
    if (runningSinceMs === null) return;
    timer?.cancel();
    spentMs += road.monotonicMs() - runningSinceMs;
    runningSinceMs = null;
  }

  function endTurn(): void {
    if (!turn) return;
    halt();
    turn.done(verdict);
    turn = null;
  }

  async function turnAgain(url: URL, progress: Progress): Promise<void> {
    endTurn();
    turn = await road.queue.turn(url, request.kind, stop, request.via);
    host = url.host;
    verdict = 'neutral';
    overtime = () => stop.stop(tooLong(progress.phase, url.hostname, limitMs));
    run();
  }

  return {
    turnFor: (url, progress) => (turn && host === url.host ? Promise.resolve() : turnAgain(url, progress)),
    turnAgain,
    endTurn,
    pause() {
      const paused = turn;
      if (!paused || runningSinceMs === null) return () => undefined;
      halt();
      const resume = paused.pause();
      return () => {
        if (turn !== paused) return;
        resume();
        run();
      };
    },
    judge(newVerdict) {
      verdict = newVerdict;
    },
    allow(ms) {
      const running = runningSinceMs !== null;
      halt();
      limitMs = spentMs + ms;
      if (running) run();
    },
    sinceStartMs: () => Math.round(spentMs + (runningSinceMs === null ? 0 : road.monotonicMs() - runningSinceMs)),
    addMs(ms) {
      spentMs += ms;
    },
    moved: () => turn?.progress(),
  };
}

/** The whole time is up: named for what it was spent waiting for. */
function tooLong(phase: Phase, host: string, ms: number): FetchFailure {
  const time = `within ${Math.round(ms / 1000)} seconds`;
  switch (phase) {
    case 'lookup':
      return new FetchFailure('DNS_FAIL', `The address of ${host} was not found ${time}.`);
    case 'tcp':
      return new FetchFailure('TCP_BLACKHOLE', `No connection to ${host} ${time}.`);
    case 'tls':
      return new FetchFailure('TLS_BLACKHOLE', `No encrypted connection to ${host} ${time}.`);
    case 'headers':
      return new FetchFailure('HTTP_BLACKHOLE', `No answer from ${host} ${time}.`);
    case 'body':
      return new FetchFailure('SLOW', `${host} had not sent everything ${time}.`);
  }
}
