/** What is told of exports and imports: those under way, and the last few that are done. */
import type { Transfer } from '../../shared/bundles.ts';
import { errorToWire } from '../../shared/errors.ts';
import type { Progress } from './bundle-job.ts';

export type TransferList = {
  all(): readonly Transfer[];
  find(id: string): Transfer | null;
  /** @returns ids of those that are forgotten for it */
  add(id: string, kind: Transfer['kind'], file: string | null): readonly string[];
  progress(id: string, progress: Progress): void;
  done(id: string, result: Partial<Pick<Transfer, 'exported' | 'preview' | 'imported'>>): void;
  failed(id: string, error: unknown): void;
  remove(id: string): void;
  /** Nothing more is told. */
  close(): void;
};

/** More than anyone looks back at. */
const MOST_REMEMBERED = 20;
/** As often as a person sees a number change. */
const TELL_EVERY_MS = 200;

/** @param tell called at most a few times a second, and always once more after the last change */
export function createTransferList(now: () => number, tell: (all: readonly Transfer[]) => void): TransferList {
  let list: readonly Transfer[] = [];
  let timer: NodeJS.Timeout | null = null;

  function changed(next: readonly Transfer[]): void {
    list = next;
    timer ??= setTimeout(() => {
      timer = null;
      tell(list);
    }, TELL_EVERY_MS);
    timer.unref();
  }
  function change(id: string, by: Partial<Transfer>): void {
    changed(list.map((transfer) => (transfer.id === id ? { ...transfer, ...by } : transfer)));
  }

  return {
    all: () => list,
    find: (id) => list.find((transfer) => transfer.id === id) ?? null,
    add(id, kind, file) {
      const begun: Transfer = {
        id,
        kind,
        state: 'running',
        phase: kind === 'export' ? 'reading' : kind === 'preview' ? 'opening' : 'storing',
        done: 0,
        total: null,
        bytes: 0,
        startedMs: now(),
        file,
        exported: null,
        preview: null,
        imported: null,
        error: null,
      };
      const kept = list.filter((transfer, place) => transfer.state === 'running' || place < MOST_REMEMBERED - 1);
      const forgotten = list.filter((transfer) => !kept.includes(transfer));
      changed([begun, ...kept]);
      return forgotten.map((transfer) => transfer.id);
    },
    progress: (id, progress) => change(id, progress),
    done: (id, result) => change(id, { ...result, state: 'done' }),
    failed(id, error) {
      const wire = errorToWire(error);
      change(id, wire.code === 'CLOSED' ? { state: 'stopped' } : { state: 'failed', error: wire });
    },
    remove: (id) => changed(list.filter((transfer) => transfer.id !== id)),
    close() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
