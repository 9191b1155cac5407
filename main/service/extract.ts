/** For `inspect`, which looks at bytes and touches no archive. */
export { createExtractor as openExtractor } from '../extract/extractor.ts';
export type { Extractor } from '../extract/extractor.ts';
