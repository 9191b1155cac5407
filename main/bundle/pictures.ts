/** The parent's side of the child that decodes pictures: deadlines, and a new child when one breaks down. */
import { spawn, type ChildProcess } from 'node:child_process';
import { availableParallelism, setPriority } from 'node:os';
import { LarderError } from '../../shared/errors.ts';
import type { PictureJob, PictureReply, PictureRequest, SmallPicture } from './picture-protocol.ts';

export type Pictures = {
  /**
   * Where no decoder runs (its native code is not for this machine) nothing is said against any picture.
   * @throws LarderError IMAGE_INVALID when no decoder can read all of it, or not in time; CLOSED
   */
  check(bytes: Uint8Array): Promise<void>;
  /**
   * Null: no decoder runs on this machine.
   * @throws LarderError IMAGE_INVALID, CLOSED
   */
  forInk(
    bytes: Uint8Array,
    size: { readonly maxWidth: number; readonly maxHeight: number },
  ): Promise<SmallPicture | null>;
  close(): Promise<void>;
};

export type PicturesOptions = {
  /** What runs picture.process: it differs inside Electron. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Milliseconds one picture may take; the largest permitted takes some 3 s on a slow machine. */
  readonly deadlineMs?: number;
};

const DEADLINE_MS = 20_000;
/** Milliseconds until a child must have loaded its decoders: from a slow disk they take seconds. */
const START_MS = 60_000;
/** At a time, in one child: with two a book of photographs takes half as long, and more would take memory without end. */
const AT_ONCE = Math.min(2, availableParallelism());
/** Below that of the program, which somebody is reading in. */
const NICENESS = 10;

type Task = {
  readonly request: PictureRequest;
  readonly resolve: (picture: SmallPicture | null) => void;
  readonly reject: (error: LarderError) => void;
  timer?: NodeJS.Timeout;
  /** A child broke down with it and others in hand: whether it is to blame shows when it is tried alone. */
  isSuspect?: boolean;
};

/** Starts no process before the first picture. */
export function createPictures({ command, deadlineMs = DEADLINE_MS }: PicturesOptions): Pictures {
  let waiting: Task[] = [];
  /** The child's, by id. */
  const inHand = new Map<number, Task>();
  let child: ChildProcess | null = null;
  let isReady = false;
  let hasDecoder = true;
  let startTimer: NodeJS.Timeout | undefined;
  let lastId = 0;
  let closed = false;

  function pump(): void {
    if (child === null && waiting.length > 0) start();
    while (child !== null && isReady) {
      const [next] = waiting;
      const isBusyWithSuspect = [...inHand.values()].some(({ isSuspect }) => isSuspect);
      const most = next?.isSuspect || isBusyWithSuspect ? 1 : AT_ONCE;
      if (next === undefined || inHand.size >= most) return;
      waiting.shift();
      send(child, next);
    }
  }

  function send(to: ChildProcess, task: Task): void {
    inHand.set(task.request.id, task);
    task.timer = setTimeout(() => to.kill('SIGKILL'), deadlineMs);
    // A child that died meanwhile is told of by its exit.
    to.send(task.request, () => undefined);
  }

  function start(): void {
    const [program, ...args] = command;
    const started = spawn(program, args, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // glibc keeps memory for each thread that decoded something: a fifth of all that the child takes.
      env: { ...process.env, MALLOC_ARENA_MAX: '2' },
    });
    child = started;
    isReady = false;
    started.on('message', (reply: PictureReply) => hear(started, reply));
    started.on('error', () => breakDown(started));
    started.on('exit', () => breakDown(started));
    lowerPriority(started);
    startTimer = setTimeout(() => started.kill('SIGKILL'), START_MS);
  }

  function hear(from: ChildProcess, reply: PictureReply): void {
    if (from !== child) return;
    if (reply.kind === 'ready') {
      clearTimeout(startTimer);
      if (!reply.hasDecoder) return giveUp();
      isReady = true;
      return pump();
    }
    const task = inHand.get(reply.id);
    if (task === undefined) return;
    inHand.delete(reply.id);
    clearTimeout(task.timer);
    if (reply.kind === 'done') task.resolve(reply.picture);
    else task.reject(invalid());
    pump();
  }

  /** It died, or took too long. What was alone in its hands is to blame; of several each is tried alone. */
  function breakDown(from: ChildProcess): void {
    if (from !== child) return;
    child = null;
    clearTimeout(startTimer);
    if (!isReady) return giveUp();
    const tasks = [...inHand.values()];
    inHand.clear();
    for (const task of tasks) clearTimeout(task.timer);
    if (tasks.length === 1) tasks[0]?.reject(invalid());
    else waiting = [...tasks.map((task) => ({ ...task, isSuspect: true })), ...waiting];
    pump();
  }

  /** What cannot even start will not start the next time, and is no picture's fault. */
  function giveUp(): void {
    hasDecoder = false;
    child?.kill('SIGKILL');
    child = null;
    for (const task of waiting.splice(0)) task.resolve(null);
  }

  function run(job: PictureJob, bytes: Uint8Array): Promise<SmallPicture | null> {
    if (closed) return Promise.reject(stopped());
    if (!hasDecoder) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      waiting.push({ request: { id: ++lastId, job, bytes }, resolve, reject });
      pump();
    });
  }

  return {
    async check(bytes) {
      await run({ kind: 'check' }, bytes);
    },
    forInk: (bytes, size) => run({ kind: 'for-ink', ...size }, bytes),
    async close() {
      closed = true;
      clearTimeout(startTimer);
      for (const task of [...inHand.values(), ...waiting.splice(0)]) {
        clearTimeout(task.timer);
        task.reject(stopped());
      }
      inHand.clear();
      const ending = child;
      child = null;
      if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => {
        ending.once('exit', () => resolve());
        ending.once('error', () => resolve());
      });
      ending.kill('SIGKILL');
      await gone;
    },
  };
}

function lowerPriority({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, NICENESS);
  } catch {
    // Where that is not permitted it runs as everything does.
  }
}

function invalid(): LarderError {
  return new LarderError('IMAGE_INVALID', 'This picture cannot be read.');
}

function stopped(): LarderError {
  return new LarderError('CLOSED', 'It was stopped.');
}
