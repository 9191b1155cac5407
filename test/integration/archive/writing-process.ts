/**
 * A writer to be killed: opens the archive named by its argument, stores one piece after another, and tells each on
 * standard output when it is stored. Arguments: folder, number to begin with.
 */
import { writeSync } from 'node:fs';
import { openArchive } from '../../../main/archive/archive.ts';
import type { FeedId, ParsedItem, Sha256 } from '../../../shared/model.ts';

const [dir = '', first = '0'] = process.argv.slice(2);
const archive = openArchive({ dir, now: Date.now, what: 'a test' });
const say = (text: string): void => void writeSync(1, `${text}\n`);
say('open');

const feed = 'feed' as FeedId;
const counts = { goodput: null, headlines: 0, texts: 0, images: 0 };
const window = { network: 'home', n: 1, startMs: 1, endMs: null, state: 'open', ...counts } as const;
const text = 'Слова, слова, слова: words to be stored and to be found again. '.repeat(30);

for (let piece = Number(first); ; piece += 1) {
  const items = [1, 2, 3, 4, 5].map((n): ParsedItem => {
    const link = `https://news.example/${piece}/${n}`;
    return {
      guid: link,
      title: `Piece ${piece}, item ${n}`,
      link,
      comments: null,
      publishedMs: null,
      updatedMs: null,
      authors: [],
      categories: [],
      image: null,
      summaryHtml: null,
      summaryText: null,
      contentHtml: `<p>${text}</p>`,
      contentText: text,
      enclosures: [],
      imageUrls: [`https://news.example/${piece}/${n}.jpg`],
      textHash: link,
    };
  });
  const { added } = archive.addItems(feed, items);
  say(`items ${piece}`);
  for (const id of added.slice(0, 2)) {
    const url = `https://news.example/${piece}`;
    archive.addPage(
      id,
      {
        title: 'A page',
        byline: null,
        siteName: null,
        language: 'ru',
        direction: 'ltr',
        publishedMs: null,
        canonicalUrl: null,
        excerpt: null,
        html: `<p>${text}${text}</p>`,
        text: text + text,
        imageUrls: [`https://news.example/${piece}/page.jpg`],
        complete: true,
      },
      { url, finalUrl: url, sha256: '00'.repeat(32) as Sha256, arrival: { route: 'direct', authority: 'tls' } },
    );
    say(`page ${id}`);
  }
  const image = `https://news.example/${piece}/page.jpg`;
  const bytes = Buffer.alloc(50_000, piece);
  archive.addImage(image, bytes, { format: 'jpeg', mediaType: 'image/jpeg', width: 1, height: 1, complete: true });
  say(`image ${piece}`);
  archive.addSpent(Date.now(), 1_000);
  say(`spent ${piece}`);
  archive.saveWindow({ ...window, bytes: piece });
  say(`window ${piece}`);
  archive.changeLibrary((library) => ({ ...library, folders: [[`folder ${piece}`]] }));
  say(`library ${piece}`);
}
