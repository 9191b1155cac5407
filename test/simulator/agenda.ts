/** What is to happen when: a heap of moments, first come first served within one. */

export type Appointment = { readonly atMs: number; run: (() => void) | null };

export type Agenda = {
  add(atMs: number, run: () => void): Appointment;
  /** Infinity: nothing. */
  nextMs(): number;
  /** Runs what is due, one thing; false: nothing was. */
  runOne(nowMs: number): boolean;
};

type Entry = { readonly appointment: Appointment; readonly turn: number };

export function createAgenda(): Agenda {
  const heap: Entry[] = [];
  let turn = 0;

  const before = (a: Entry, b: Entry): boolean =>
    a.appointment.atMs < b.appointment.atMs || (a.appointment.atMs === b.appointment.atMs && a.turn < b.turn);

  function push(entry: Entry): void {
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(entry, heap[parent] as Entry)) break;
      heap[index] = heap[parent] as Entry;
      index = parent;
    }
    heap[index] = entry;
  }
  function pop(): void {
    const last = heap.pop() as Entry;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (!before(heap[child] as Entry, last)) break;
      heap[index] = heap[child] as Entry;
      index = child;
    }
    heap[index] = last;
  }
  /** What was called off lies there until its moment is the next. */
  function next(): Appointment | null {
    while (heap[0] && heap[0].appointment.run === null) pop();
    return heap[0]?.appointment ?? null;
  }

  return {
    add(atMs, run) {
      const appointment: Appointment = { atMs, run };
      push({ appointment, turn: turn++ });
      return appointment;
    },
    nextMs: () => next()?.atMs ?? Infinity,
    runOne(nowMs) {
      const due = next();
      if (!due || due.atMs > nowMs) return false;
      pop();
      due.run?.();
      return true;
    },
  };
}
