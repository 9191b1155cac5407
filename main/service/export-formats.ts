import type { FeedSummary } from '../../shared/model.ts';
import type { ExportFormat } from '../../shared/schedule.ts';
import type { ArchiveReader, ExportSelection } from '../archive/archive.ts';
import { htmlPieces } from './export-html.ts';
import { jsonPieces } from './export-json.ts';
import { opmlPieces } from './export-opml.ts';
import type { Piece } from './export-piece.ts';

export type ExportSource = Pick<ArchiveReader, 'export' | 'image'>;

export type ExportContent = {
  readonly format: ExportFormat;
  /** A heading, where the format has one. */
  readonly title: string;
  /** Of lists of subscriptions. */
  readonly feeds: readonly FeedSummary[];
  /** Of articles. */
  readonly selection: ExportSelection;
};

/** What an export holds, whoever asked for it: nothing that tells of its reader or this device. */
export function exportPieces(
  archive: ExportSource,
  { format, title, feeds, selection }: ExportContent,
): Iterable<Piece> {
  if (format === 'opml') return opmlPieces(feeds);
  if (format === 'json') return jsonPieces(archive.export(selection));
  return htmlPieces(title, { articles: () => archive.export(selection), image: (sha256) => archive.image(sha256) });
}
