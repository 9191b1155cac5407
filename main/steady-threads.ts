import { setFlagsFromString } from 'node:v8';

/**
 * To be called before a thread is started. Run from source, every thread has Node strip types, by a WebAssembly module;
 * and V8 may end the whole process when several threads replace a wrapper that they share ("UnregisterWasmAllocation" under
 * "Runtime_TierUpWasmToJSWrapper"; seen in Node 24.21, in some three of a thousand starts of a thread). Wrappers that are
 * never replaced keep clear of it: the flag is the number of calls after which they are. `npm run larder` and `npm start` set
 * it for the first thread too, on Node's command line. The release bundle strips nothing.
 */
export function steadyThreads(): void {
  setFlagsFromString('--wasm-wrapper-tiering-budget=2000000000');
}
