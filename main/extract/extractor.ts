/**
 * The parent side of the extract worker: hostile bytes are parsed in a thread with a deadline and a memory cap, which is
 * terminated and started anew when it overruns. Nothing a stranger sends can stop the caller.
 */
import type { ExtractJob, ExtractJobs } from './protocol.ts';

export type Extractor = {
  /** `bytes` are copied. @throws LarderError: EXTRACT_TIMEOUT, or the typed refusal of that job (FEED_*, NOT_A_FEED, PAGE_*, OPML_INVALID, IMAGE_INVALID) */
  run<J extends ExtractJob>(
    job: J,
    bytes: Uint8Array,
    input: ExtractJobs[J]['input'],
  ): Promise<ExtractJobs[J]['output']>;
  close(): Promise<void>;
};
