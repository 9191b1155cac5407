/** What an EPUB says of itself (EPUB 3.3, "package document"). */
import { readingOrder, type Contents } from './epub-contents.ts';
import { xmlLine } from './xml-text.ts';

export type PackedPicture = { readonly href: string; readonly mediaType: string };

export type EpubFacts = {
  readonly contents: Contents;
  /** Made of what is in it: the same articles are the same book. */
  readonly uuid: string;
  /** ISO 8601 to the second: of its newest article, for the time of its making would tell of its maker. */
  readonly modified: string;
  readonly pictures: readonly PackedPicture[];
};

export const CONTAINER =
  '<?xml version="1.0" encoding="UTF-8"?>\n<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">' +
  '<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n';

export function packageDocument({ contents, uuid, modified, pictures }: EpubFacts): string {
  const { title, language, direction } = contents;
  const documents = readingOrder(contents);
  const items = [
    '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
    '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
    '<item id="css" href="style.css" media-type="text/css"/>',
    ...documents.map((href, place) => `<item id="c${place}" href="${href}" media-type="application/xhtml+xml"/>`),
    ...pictures.map(({ href, mediaType }, place) => `<item id="p${place}" href="${href}" media-type="${mediaType}"/>`),
  ];
  const turns = direction === 'rtl' ? ' page-progression-direction="rtl"' : '';
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="${language}">\n` +
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">' +
    `<dc:identifier id="id">urn:uuid:${uuid}</dc:identifier><dc:title>${xmlLine(title)}</dc:title>` +
    `<dc:language>${language}</dc:language><meta property="dcterms:modified">${modified}</meta></metadata>\n` +
    `<manifest>\n${items.join('\n')}\n</manifest>\n` +
    // The menu's list is left out: with thousands of headlines it is too long for a page.
    `<spine toc="ncx"${turns}>\n${documents.map((_href, place) => `<itemref idref="c${place}"/>`).join('\n')}\n</spine>\n</package>\n`
  );
}
