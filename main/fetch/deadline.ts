export type Deadline = {
  cancel(): void;
  /** Starts over. */
  refresh(): void;
};

/**
 * A limit on waiting for the network. It expires only after everything that has already arrived was read: when our own
 * work has held up the event loop for seconds, timers come before the bytes that are waiting, and a good line would be
 * called frozen.
 */
export function startDeadline(ms: number, expired: () => void): Deadline {
  let afterReading: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    afterReading = setImmediate(expired);
  }, ms);
  return {
    cancel() {
      clearTimeout(timer);
      clearImmediate(afterReading);
    },
    refresh() {
      clearImmediate(afterReading);
      timer.refresh();
    },
  };
}
