/** Files that are written by themselves: when each is due, and what became of it. One at a time, and never twice at once. */
import { randomBytes } from 'node:crypto';
import { isAbsolute, join, resolve } from 'node:path';
import { isLarderError, LarderError } from '../../shared/errors.ts';
import type { Library } from '../../shared/model.ts';
import type { ExportRun } from '../../shared/planning.ts';
import type { ScheduledExport, ScheduleProblem, ScheduleView } from '../../shared/schedule.ts';
import type { Archive, ArchiveReader } from '../archive/archive.ts';
import { checkCron, cronProblems, type CronTimes, readCron } from './cron.ts';
import { asLarderError } from './file-failure.ts';
import { writeWhole } from './export-file.ts';
import { findFolder, folderMissing, placeUnderFreeName, removeHalves, rotate } from './export-folder.ts';
import {
  exportPieces,
  isTextFormat,
  type ExportContent,
  type ExportSource,
  type TextFormat,
} from '../bundle/text-formats.ts';
import type { ExportJob, JobResult } from './bundle-job.ts';
import { ENDINGS, EVERYTHING } from '../../shared/bundles.ts';
import { selectionOf } from './selection.ts';
import { dayForFile, halfName, nameForFile } from './export-names.ts';

export type ScheduledExportsOptions = {
  /** Milliseconds UTC. It may jump by years. */
  readonly now: () => number;
  readonly library: () => Pick<Library, 'schedule'>;
  readonly archive: ExportSource & Pick<ArchiveReader, 'feeds'>;
  readonly runs: Pick<Archive, 'exportRuns' | 'saveExportRun'> & Partial<Pick<Archive, 'given'>>;
  /** Makes a file that is more than one text, or locked, in a thread of its own; resolves when it is whole. */
  readonly pack?: (job: ExportJob) => Promise<JobResult['export']>;
  /** What `view` says has changed. */
  readonly onChange?: () => void;
  readonly onBug: (error: unknown) => void;
  /** For tests: calls once, later; returns what takes it back. */
  readonly setTimer?: (work: () => void, ms: number) => () => void;
  /** For tests: how a file is opened. */
  readonly openFile?: Parameters<typeof writeWhole>[0]['openFile'];
};

export type ScheduledExports = {
  /**
   * What a person is about to add. The folder need not be there yet.
   * @throws LarderError CRON_INVALID; FOLDER_MISSING when its path is not absolute
   */
  check(wanted: Pick<ScheduledExport, 'cron' | 'folder'>): void;
  view(): ScheduleView['exports'];
  problems(): readonly ScheduleProblem[];
  /** How many are due and not done. */
  waiting(): number;
  /**
   * Writes one now, also one that is switched off. Resolves with the name of its file, without the folder.
   * @throws LarderError NOT_FOUND, FOLDER_MISSING, DISK_FULL, FILE_UNREADABLE (it cannot be written), CLOSED
   */
  run(id: string): Promise<{ file: string }>;
  /**
   * Starts what is due, and looks again by itself from then on. Call it at start, after a change of the library and when
   * the device woke up.
   * @returns milliseconds until it will look again
   */
  look(): number;
  /** Ends what is being written, leaving no half file, and resolves when nothing is. */
  stop(): Promise<void>;
};

/** A timer sleeps with the device and knows nothing of clocks that are set; a stick is noticed this soon. */
const LOOK_EVERY_MS = 60_000;
/** After a disk was full, or a file could not be written: each try may write hundreds of megabytes in vain. */
const REST_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** What is known of one export while the program runs. */
type Standing = {
  /** As it was when last looked at; null while it is switched off. */
  cron: string | null;
  /** Null: its pattern is none, or never comes true. */
  times: CronTimes | null;
  /** Times up to here are done with. */
  sinceMs: number;
  /** After a failure, when it was and until when it is left alone. */
  rest: { readonly fromMs: number; readonly untilMs: number } | null;
  /** Nothing is left of a run that was killed. */
  tidy: boolean;
};

export function createScheduledExports(options: ScheduledExportsOptions): ScheduledExports {
  const { now, library, archive, onBug } = options;
  const setTimer = options.setTimer ?? quietTimer;
  const runs = new Map(options.runs.exportRuns().map((run) => [run.id, run]));
  const standings = new Map<string, Standing>();
  const underWay = new Map<string, Promise<string>>();
  let queue: Promise<unknown> = Promise.resolve();
  let cancelTimer: () => void = () => undefined;
  let stopped = false;

  const exports = (): readonly ScheduledExport[] => library().schedule.exports;

  /** A time that was missed counts only if the pattern was in force then. */
  function standingOf(wanted: ScheduledExport, nowMs: number): Standing {
    const cron = wanted.enabled ? wanted.cron : null;
    const known = standings.get(wanted.id);
    if (known?.cron === cron) {
      // The clock went back: what it has already counted will come again.
      known.sinceMs = Math.min(known.sinceMs, nowMs);
      return known;
    }
    const sinceMs = known ? nowMs : Math.min(sinceWhen(wanted, nowMs), nowMs);
    const standing = { cron, times: timesOf(cron), sinceMs, rest: null, tidy: known?.tidy ?? false };
    standings.set(wanted.id, standing);
    return standing;
  }

  function sinceWhen({ id, enabled }: ScheduledExport, nowMs: number): number {
    const last = runs.get(id);
    // So that a new one's first time is not lost when the program does not run just then.
    if (last === undefined && enabled) save({ id, lastMs: nowMs, lastFile: null, problem: null });
    return last?.lastMs ?? nowMs;
  }

  function isDue({ times, sinceMs, rest }: Standing, id: string, nowMs: number): boolean {
    if (times === null) return false;
    if ((times.after(sinceMs) ?? Infinity) <= nowMs) return true;
    // What failed is still owed.
    const problem = runs.get(id)?.problem ?? null;
    if (problem === null || problem === 'folder-missing') return problem !== null;
    return rest === null || nowMs < rest.fromMs || nowMs >= rest.untilMs;
  }

  function look(): number {
    if (stopped) return LOOK_EVERY_MS;
    const nowMs = now();
    let nextMs = nowMs + LOOK_EVERY_MS;
    const all = exports();
    for (const wanted of all) {
      const standing = standingOf(wanted, nowMs);
      if (!standing.tidy) void inTurn(() => tidyUp(wanted, standing));
      if (isDue(standing, wanted.id, nowMs)) runByItself(wanted);
      else nextMs = Math.min(nextMs, standing.times?.after(nowMs) ?? Infinity);
    }
    for (const id of standings.keys()) if (!all.some((wanted) => wanted.id === id)) standings.delete(id);
    cancelTimer();
    cancelTimer = setTimer(look, nextMs - nowMs);
    return nextMs - nowMs;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work);
    queue = done.catch(() => undefined); // told to whoever asked
    return done;
  }

  async function tidyUp({ folder, id }: ScheduledExport, standing: Standing): Promise<void> {
    try {
      await findFolder(folder);
      await removeHalves(folder, id);
      standing.tidy = true;
    } catch (error) {
      if ((await asLarderError(error, folder)) === null) onBug(error);
    }
  }

  function runByItself(wanted: ScheduledExport): void {
    if (underWay.has(wanted.id)) return;
    void start(wanted).catch((error: unknown) => failed(wanted, error));
  }

  async function failed({ id, folder }: ScheduledExport, error: unknown): Promise<void> {
    const known = await asLarderError(error, folder);
    // Closing is no verdict.
    if (stopped || known?.code === 'CLOSED') return;
    if (known === null) onBug(error);
    const problem =
      known?.code === 'FOLDER_MISSING' ? 'folder-missing' : known?.code === 'DISK_FULL' ? 'disk-full' : 'failed';
    const atMs = now();
    const standing = standings.get(id);
    if (standing) Object.assign(standing, { sinceMs: atMs, rest: { fromMs: atMs, untilMs: atMs + REST_MS } });
    const last = runs.get(id);
    // A stick that is away is looked for every minute; nothing new is learned by it.
    if (last?.problem === problem) return;
    save({ id, lastMs: atMs, lastFile: last?.lastFile ?? null, problem });
  }

  /** The run that is under way, or a new one. */
  function start(wanted: ScheduledExport): Promise<string> {
    const running = underWay.get(wanted.id);
    if (running) return running;
    const started = inTurn(async () => {
      const file = await write(wanted);
      const atMs = now();
      const standing = standings.get(wanted.id);
      if (standing) Object.assign(standing, { sinceMs: atMs, rest: null });
      save({ id: wanted.id, lastMs: atMs, lastFile: file === '' ? null : file, problem: null });
      return file;
    }).finally(() => underWay.delete(wanted.id));
    underWay.set(wanted.id, started);
    return started;
  }

  async function write(wanted: ScheduledExport): Promise<string> {
    const { id, folder } = wanted;
    checkOpen();
    await findFolder(folder);
    await removeHalves(folder, id);
    const name = nameForFile(wanted.name);
    const ending = endingOf(wanted);
    const nowMs = now();
    let file = '';
    const place = async (temporary: string): Promise<void> => {
      file = await placeUnderFreeName(temporary, folder, { day: dayForFile(nowMs), name, ending });
    };
    const half = halfName(id, randomBytes(4).toString('hex'));
    const refs = await make(wanted, half, nowMs, place);
    if (refs === null) return runs.get(id)?.lastFile ?? '';
    // After it has its name: what is not there was not given.
    if (wanted.label !== null) options.runs.given?.(wanted.label, refs);
    const isShared = exports().some(
      (other) =>
        other.id !== id &&
        endingOf(other) === ending &&
        nameForFile(other.name) === name &&
        resolve(other.folder) === resolve(folder),
    );
    // Of two exports with one name nobody can tell whose a file is. What cannot be deleted now goes at the next run.
    if (!isShared) await rotate(folder, { name, ending }, wanted.keep, file).catch(ignoreWeather);
    return file;
  }

  /** @returns what it holds, for a label; null: there is nothing new to give, which is no failure */
  async function make(
    wanted: ScheduledExport,
    half: string,
    nowMs: number,
    place: (temporary: string) => Promise<void>,
  ): Promise<readonly number[] | null> {
    const { folder } = wanted;
    const temporary = join(folder, half);
    if (isPlainText(wanted)) {
      const pieces = exportPieces(archive, contentOf(wanted, wanted.format, nowMs));
      await writeWhole({
        temporary,
        pieces,
        goOn: checkOpen,
        place,
        ...(options.openFile && { openFile: options.openFile }),
      });
      return [];
    }
    if (!options.pack) throw new LarderError('INTERNAL', 'Nothing here can make such a file.');
    const { title, selection } = contentOf(wanted, 'html', nowMs);
    try {
      const { refs } = await options.pack({
        kind: 'export',
        format: wanted.format,
        selection: { ...selection, notGivenTo: wanted.label },
        title,
        pictures: wanted.pictures,
        maxBytes: null,
        splitBytes: null,
        signWith: wanted.format === 'bundle' ? wanted.signWith : null,
        keyPassphrase: null,
        lock: wanted.recipients.length === 0 ? { kind: 'none' } : { kind: 'recipients', recipients: wanted.recipients },
        telling: { fetchTimes: false, queries: false },
        have: null,
        folder,
        name: half,
        exactName: true,
        overwrites: false,
      });
      await place(temporary);
      return refs;
    } catch (error) {
      if (isLarderError(error) && error.code === 'NOTHING_TO_EXPORT') return null;
      throw error;
    }
  }

  function contentOf<F extends TextFormat>(wanted: ScheduledExport, format: F, nowMs: number): ExportContent<F> {
    const { name: title, days, of, starred, unread, pictures } = wanted;
    const all = archive.feeds();
    const since = days === null ? null : nowMs - days * DAY_MS;
    const selection = selectionOf({ ...EVERYTHING, folder: of, sinceMs: since, starred, unread }, all);
    const feeds = all.filter(({ id }) => selection.feedIds === null || selection.feedIds.includes(id));
    return { format, title, feeds, selection, pictures };
  }

  function checkOpen(): void {
    if (stopped) throw new LarderError('CLOSED', 'Larder is closing.');
  }

  function save(run: ExportRun): void {
    runs.set(run.id, run);
    try {
      options.runs.saveExportRun(run);
    } catch (error) {
      // A full disk: this program remembers it, the next one will make the file once more.
      if (!isLarderError(error)) onBug(error);
    }
    options.onChange?.();
  }

  return {
    check({ cron, folder }) {
      checkCron(cron);
      if (!isAbsolute(folder)) throw folderMissing();
    },
    problems: () => cronProblems(exports()),
    waiting() {
      const nowMs = now();
      return exports().filter((wanted) => underWay.has(wanted.id) || isDue(standingOf(wanted, nowMs), wanted.id, nowMs))
        .length;
    },
    view() {
      const nowMs = now();
      return exports().map((wanted) => {
        const run = runs.get(wanted.id);
        const wasTried = run !== undefined && (run.lastFile !== null || run.problem !== null);
        return {
          id: wanted.id,
          nextMs: standingOf(wanted, nowMs).times?.after(nowMs) ?? null,
          lastMs: wasTried ? run.lastMs : null,
          lastFile: run?.lastFile ?? null,
          problem: run?.problem ?? null,
        };
      });
    },
    async run(id) {
      checkOpen();
      const wanted = exports().find((candidate) => candidate.id === id);
      if (!wanted) throw new LarderError('NOT_FOUND', 'No such export.');
      try {
        return { file: await start(wanted) };
      } catch (error) {
        // Told to the hand that asked, and not owed later.
        throw (await asLarderError(error, wanted.folder)) ?? error;
      }
    },
    look,
    async stop() {
      stopped = true;
      cancelTimer();
      await queue;
    },
  };
}

/** Made as it is read, in this thread: everything else takes time that sockets would miss. */
function isPlainText(wanted: ScheduledExport): wanted is ScheduledExport & { format: TextFormat } {
  return isTextFormat(wanted.format) && wanted.recipients.length === 0 && wanted.label === null;
}

function endingOf({ format, recipients }: ScheduledExport): string {
  return recipients.length === 0 ? ENDINGS[format] : `${ENDINGS[format]}.age`;
}

function timesOf(cron: string | null): CronTimes | null {
  if (cron === null) return null;
  try {
    return readCron(cron);
  } catch (error) {
    if (!isLarderError(error)) throw error;
    return null; // shown as a problem of the schedule (cronProblems)
  }
}

function ignoreWeather(error: unknown): void {
  if (typeof (error as { code?: unknown } | null)?.code !== 'string') throw error;
}

function quietTimer(work: () => void, ms: number): () => void {
  const timer = setTimeout(work, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
