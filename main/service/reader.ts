/** For commands that only read: no lock, no network, no worker. */
export { openArchiveReader as openReader } from '../archive/archive.ts';
export type { ArchiveReader, CheckReport, ExportedArticle, ExportSelection, StoredImage } from '../archive/archive.ts';
