/**
 * The entire public face of the archive. Nothing outside this folder imports another file of it.
 */
export type * from './face.ts';
export { openArchive } from './writer.ts';
export { openArchiveReader } from './reader.ts';
export { prepareReceived } from './prepare-received.ts';
export { writePrivateFile } from './private-file.ts';
