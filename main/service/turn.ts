/** Lets everything else that waits in this thread have its turn. */
export { setImmediate as othersWork } from 'node:timers/promises';
