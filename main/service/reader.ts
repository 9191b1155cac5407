/** For commands that only read: no lock, no network, no worker. */
export { openArchiveReader as openReader } from '../archive/archive.ts';
export type { ArchiveReader, CheckReport, ExportedArticle, ExportSelection, StoredImage } from '../archive/archive.ts';
/** What an export says, piece by piece (main/bundle). */
export { exportPieces, isTextFormat, type TextFormat } from '../bundle/text-formats.ts';
export type { Piece } from '../bundle/piece.ts';
