/** One link, shared equally by all that is under way on it (processor sharing), exact between events. */

export type Flow = {
  readonly bytes: number;
  /** What each flow will have been served since the beginning when this one is through. */
  readonly endsAt: number;
  readonly done: (nowMs: number) => void;
};

export type Link = {
  start(bytes: number, nowMs: number, done: (nowMs: number) => void): Flow;
  /** Takes it off before its end; the bytes that came. */
  stop(flow: Flow, nowMs: number): number;
  setCapacity(bytesPerSecond: number, nowMs: number): void;
  /** When the next one is through; Infinity: none. */
  nextMs(): number;
  /** Takes off what is through by now, and says so. */
  settle(nowMs: number): void;
  /** All bytes since the beginning. */
  carried(nowMs: number): number;
  /** When so many more bytes will have been carried, if nothing changes. */
  whenCarried(bytes: number, nowMs: number): number;
};

export function createLink(capacity: number, startMs: number): Link {
  let perMs = capacity / 1000;
  let atMs = startMs;
  /** Bytes that each flow was served since the beginning. */
  let served = 0;
  let carriedBytes = 0;
  const flows: Flow[] = [];

  function advance(nowMs: number): void {
    if (flows.length > 0 && nowMs > atMs) {
      const bytes = perMs * (nowMs - atMs);
      served += bytes / flows.length;
      carriedBytes += bytes;
    }
    atMs = nowMs;
  }
  function first(): Flow | undefined {
    let best = flows[0];
    for (const flow of flows) if (best && flow.endsAt < best.endsAt) best = flow;
    return best;
  }

  function endMs(flow: Flow): number {
    return atMs + Math.max(0, flow.endsAt - served) * (flows.length / perMs);
  }

  return {
    start(bytes, nowMs, done) {
      advance(nowMs);
      const flow = { bytes, endsAt: served + bytes, done };
      flows.push(flow);
      return flow;
    },
    stop(flow, nowMs) {
      advance(nowMs);
      const index = flows.indexOf(flow);
      if (index === -1) return flow.bytes;
      flows.splice(index, 1);
      return Math.max(0, Math.min(flow.bytes, flow.bytes - (flow.endsAt - served)));
    },
    setCapacity(bytesPerSecond, nowMs) {
      advance(nowMs);
      perMs = bytesPerSecond / 1000;
    },
    nextMs() {
      const flow = first();
      return flow ? endMs(flow) : Infinity;
    },
    settle(nowMs) {
      advance(nowMs);
      for (let flow = first(); flow; flow = first()) {
        // By the clock, not by the bytes: what is left of one may be too little to move it.
        if (endMs(flow) > nowMs) return;
        flows.splice(flows.indexOf(flow), 1);
        flow.done(nowMs);
      }
    },
    carried(nowMs) {
      advance(nowMs);
      return carriedBytes;
    },
    whenCarried(bytes, nowMs) {
      return flows.length > 0 ? nowMs + Math.max(0, bytes) / perMs : Infinity;
    },
  };
}
