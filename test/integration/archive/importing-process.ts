/** An import to be killed: stores one slice after another, and tells each. Arguments: folder, how many articles. */
import { writeSync } from 'node:fs';
import { openArchive, prepareReceived } from '../../../main/archive/archive.ts';
import { bundleOf, NAME, PICTURES } from './killed-bundle.ts';
import { INFO } from './temporary-bundle.ts';

const [dir = '', count = '0'] = process.argv.slice(2);
const archive = openArchive({ dir, now: Date.now, what: 'a test' });
const say = (text: string): void => void writeSync(1, `${text}\n`);
const stored = archive.beginImport({ manifestSha256: NAME, publicKey: 'key', trusted: true });
say(`begun ${stored.size}`);
const rest = bundleOf(Number(count)).filter(({ item }) => !stored.has(item));
for (let at = 0; at < rest.length; at += 5) {
  archive.receive(NAME, rest.slice(at, at + 5).map(prepareReceived));
  say(`stored ${at}`);
}
for (const bytes of PICTURES) archive.receiveImage(NAME, bytes, INFO);
say('all stored');
archive.finishImport(NAME);
say('finished');
while (archive.indexSome()) say('indexed');
say('done');
archive.close();
