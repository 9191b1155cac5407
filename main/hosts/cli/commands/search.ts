import type { SnippetPart } from '../../../../shared/model.ts';
import { openReader } from '../../../service/reader.ts';
import { isoTime } from '../../../../shared/json-line.ts';
import { counted } from '../amounts.ts';
import { limitOf } from '../arguments.ts';
import { EXIT, type Command } from '../call.ts';
import { oneLine } from '../output.ts';
import { humanLine } from './list.ts';

/** The contract's own cap for one page. */
const PAGE = 200;
/** Hits come best first; what nobody limited still ends somewhere. */
const DEFAULT_LIMIT = { people: 20, scripts: 1000 };
/** As the contract has it. */
const MAX_QUERY = 500;

export const search: Command = async ({ dir, operands, flags, now, output }) => {
  const query = operands.join(' ').slice(0, MAX_QUERY);
  const limit = limitOf(flags) ?? (output.json ? DEFAULT_LIMIT.scripts : DEFAULT_LIMIT.people);
  const reader = openReader({ dir, now });
  try {
    let shown = 0;
    let total = 0;
    while (shown < limit && !output.closed) {
      const asked = Math.min(PAGE, limit - shown);
      const page = reader.search({ query, offset: shown, limit: asked });
      total = page.total;
      for (const hit of page.items) {
        await output.record({
          id: hit.id,
          title: hit.title,
          feed: hit.feedTitle,
          published: isoTime(hit.publishedMs),
          snippet: oneLine(hit.snippet.map((part) => part.text).join('')),
        });
        await output.line(`${humanLine(hit)}\n    ${marked(hit.snippet, output.terminal)}`);
      }
      shown += page.items.length;
      if (page.items.length < asked) break;
    }
    if (shown === 0) output.note('Nothing found.');
    else if (total > shown) output.note(`${shown} of ${counted(total, 'article')}; --limit N shows more.`);
    return EXIT.done;
  } finally {
    reader.close();
  }
};

/** Matches are marked where a person looks, and left alone where a program reads. */
function marked(snippet: readonly SnippetPart[], terminal: boolean): string {
  return snippet
    .map((part) => {
      const text = part.text.replace(/\s+/g, ' ');
      return terminal && part.match ? `**${text}**` : text;
    })
    .join('')
    .trim();
}
