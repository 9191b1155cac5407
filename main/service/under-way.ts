/**
 * How many pieces of work may be under way, and how many fetched bytes may wait to be read and stored. The network can
 * be faster than the parser; without the second limit a good line would fill the memory.
 */
export class UnderWay {
  readonly #maxAtOnce: number;
  readonly #maxWaitingBytes: number;
  readonly #queue: (() => void)[] = [];
  #running = 0;
  #waitingBytes = 0;

  constructor(maxAtOnce: number, maxWaitingBytes: number) {
    this.#maxAtOnce = maxAtOnce;
    this.#maxWaitingBytes = maxWaitingBytes;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#isOpen()) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      this.#letIn();
    }
  }

  /** Marks `bytes` as waiting while `work` reads and stores them. */
  async holding<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    this.#waitingBytes += bytes;
    try {
      return await work();
    } finally {
      this.#waitingBytes -= bytes;
      this.#letIn();
    }
  }

  #isOpen(): boolean {
    return this.#running < this.#maxAtOnce && this.#waitingBytes < this.#maxWaitingBytes;
  }

  #letIn(): void {
    if (this.#isOpen()) this.#queue.shift()?.();
  }
}
