/** For `inspect` of an address, which fetches one document and touches no archive. */
export { createFetcher as openFetcher } from '../fetch/fetcher.ts';
export type { Fetcher } from '../fetch/fetcher.ts';
