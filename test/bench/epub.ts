/**
 * How long a book of 1,000 articles takes, and how much memory, beside pandoc on the same HTML. By itself:
 * `node test/bench/epub.ts [RUNS]`; prints medians. Goals: below 20 s as text, below 60 s with two pictures each.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hash } from 'node:crypto';
import sharp from 'sharp';
import type { ExportedArticle } from '../../main/archive/archive.ts';
import { writeEpub } from '../../main/bundle/epub.ts';
import { createPictures } from '../../main/bundle/pictures.ts';
import type { Sha256 } from '../../shared/model.ts';
import { measure, median } from './measure.ts';

const COUNT = 1_000;
const PICTURES_EACH = 2;
/** Photographs of this size are what news pages send to a desktop. */
const PHOTO = { width: 1200, height: 800, quality: 80 };
/** So many different ones are made; a few bytes after their end make each another file. */
const PHOTOS = 20;

const WORDS =
  'the council voted late on thursday to keep lights on in every quarter of city while talks about water went'.split(
    ' ',
  );
const RUSSIAN_WORDS =
  'совет поздно вечером решил оставить свет во всех кварталах города пока идут переговоры о воде и дорогах'.split(' ');

/** Of some 4,000 characters, as news are; a third of them in Cyrillic. */
function htmlOf(number: number, pictures: number): string {
  let state = number * 2_654_435_761 + 1;
  const vocabulary = number % 3 === 0 ? RUSSIAN_WORDS : WORDS;
  const sentence = (): string => {
    const words = Array.from({ length: 14 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return vocabulary[(state >>> 8) % vocabulary.length];
    });
    return `${words.join(' ')} ${state % 1000}.`;
  };
  const paragraphs = Array.from(
    { length: 12 },
    () => `<p>${sentence()} <a href="https://e.org/${state}">${sentence()}</a> ${sentence()} <b>${sentence()}</b></p>`,
  );
  const shown = Array.from(
    { length: pictures },
    (_picture, place) =>
      `<figure><img data-src="${place}" alt="Picture ${place}"><figcaption>${sentence()}</figcaption></figure>`,
  );
  return `<h2>${sentence()}</h2>${paragraphs.slice(0, 3).join('')}${shown.join('')}${paragraphs.slice(3).join('')}`;
}

/** No two alike, and each known by its number. */
function shaOf(number: number): Sha256 {
  return hash('sha256', String(number)) as Sha256;
}

function articleOf(number: number, pictures: number): ExportedArticle {
  const html = htmlOf(number, pictures);
  const images = Array.from(
    { length: pictures },
    (_picture, place) => [String(place), { state: 'stored', sha256: shaOf(number * PICTURES_EACH + place) }] as const,
  );
  const publishedMs = Date.UTC(2026, 10, 20) - number * 900_000;
  return {
    ref: number,
    title: `Article ${number}`,
    url: `https://e.org/${number}`,
    urlCut: false,
    feedTitle: `Source ${number % 30}`,
    sourceTitle: `Source ${number % 30}`,
    byline: null,
    language: number % 3 === 0 ? 'ru' : 'en',
    direction: 'ltr',
    publishedMs,
    sortMs: publishedMs,
    fetchedMs: null,
    html,
    images: new Map(images),
    text: '',
    stored: 'whole',
    complete: true,
  };
}

async function photos(): Promise<Buffer[]> {
  const { width, height, quality } = PHOTO;
  return Promise.all(
    Array.from({ length: PHOTOS }, async (_photo, number) => {
      const noise = { type: 'gaussian', mean: 90 + number * 5, sigma: 60 } as const;
      return await sharp({ create: { width, height, channels: 3, background: '#888', noise } })
        .blur(1.2)
        .jpeg({ quality })
        .toBuffer();
    }),
  );
}

/** What the child of this bench does: one book, and what it took. */
async function writeOne(path: string, pictures: number, folder: string): Promise<void> {
  const made =
    pictures === 0
      ? []
      : Array.from({ length: PHOTOS }, (_photo, number) => readFileSync(join(folder, `${number}.jpg`)));
  const numbers = new Map<string, number>(
    Array.from({ length: COUNT * pictures }, (_sha, number) => [shaOf(number), number]),
  );
  const child = createPictures({
    command: [process.execPath, fileURLToPath(new URL('../../main/bundle/picture.process.ts', import.meta.url))],
  });
  const file = createWriteStream(path);
  const sink = {
    async write(bytes: Uint8Array): Promise<void> {
      if (!file.write(bytes)) await once(file, 'drain');
    },
    end: async () => undefined,
    abandon: async () => undefined,
  };
  const startedMs = performance.now();
  const written = await writeEpub(
    {
      *articles() {
        for (let number = 0; number < COUNT; number += 1) yield articleOf(number, pictures);
      },
      image(sha256) {
        const number = numbers.get(sha256) ?? 0;
        return {
          mediaType: 'image/jpeg',
          bytes: Buffer.concat([made[number % PHOTOS] ?? Buffer.alloc(0), Buffer.from(String(number))]),
        };
      },
    },
    { title: 'Bench', pictures: pictures === 0 ? null : child, queries: false, maxBytes: null },
    sink,
    { onProgress: () => undefined, goOn: () => undefined },
  );
  file.end();
  await once(file, 'close');
  const ms = performance.now() - startedMs;
  const memory = { own: process.resourceUsage().maxRSS / 1024, child: childPeakMb() };
  await child.close();
  console.log(JSON.stringify({ ms, ...memory, pictures: written.pictures }));
}

/** Linux only: what the decoders took at most; they are gone when this process ends. */
function childPeakMb(): number {
  try {
    const pids = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean);
    return pids.reduce(
      (sum, pid) => sum + Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
      0,
    );
  } catch {
    return Number.NaN;
  }
}

/** The same text in files, as pandoc takes it: pictures as they are, for it makes none smaller. */
function filesForPandoc(folder: string, pictures: number): string[] {
  const own = join(folder, `html-${pictures}`);
  mkdirSync(own);
  return Array.from({ length: COUNT }, (_article, number) => {
    const body = htmlOf(number, pictures).replace(/data-src="(\d+)"/g, (_all, place: string) => {
      const name = `${number}-${place}.jpg`;
      const photo = readFileSync(join(folder, `${(number * PICTURES_EACH + Number(place)) % PHOTOS}.jpg`));
      writeFileSync(join(own, name), Buffer.concat([photo, Buffer.from(name)]));
      return `src="${name}"`;
    });
    const path = join(own, `${String(number).padStart(5, '0')}.html`);
    writeFileSync(
      path,
      `<html><head><meta charset="utf-8"></head><body><h1>Article ${number}</h1>${body}</body></html>`,
    );
    return path;
  });
}

async function compare(folder: string, pictures: number, runs: number): Promise<void> {
  const path = join(folder, 'book.epub');
  const own: { ms: number; own: number; child: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    const { out } = await measure(process.execPath, [
      fileURLToPath(import.meta.url),
      '--write',
      path,
      String(pictures),
      folder,
    ]);
    own.push(JSON.parse(out) as { ms: number; own: number; child: number });
  }
  const name = pictures === 0 ? 'text' : `${pictures} pictures each`;
  const seconds = median(own.map(({ ms }) => ms)) / 1000;
  const peak = median(own.map((each) => each.own));
  const childPeak = median(own.map(({ child }) => child));
  row(
    `Larder, ${name}`,
    seconds,
    `${peak.toFixed(0)} + ${pictures === 0 ? 0 : childPeak.toFixed(0)}`,
    statSync(path).size,
    '',
  );
  if (spawnSync('pandoc', ['--version']).error) {
    console.log('| pandoc is not installed here |');
    return;
  }
  const files = filesForPandoc(folder, pictures);
  const other: { ms: number; mb: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    const target = join(folder, 'pandoc.epub');
    const resources = `--resource-path=${join(folder, `html-${pictures}`)}`;
    const script =
      'import os,resource,subprocess,sys\nsubprocess.run(sys.argv[1:],check=True,stderr=subprocess.DEVNULL)\nprint(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss/1024)';
    const { wallMs, out } = await measure('python3', [
      '-c',
      script,
      'pandoc',
      '-f',
      'html',
      '-t',
      'epub3',
      '--metadata',
      'title=Bench',
      resources,
      '-o',
      target,
      ...files,
    ]);
    other.push({ ms: wallMs, mb: Number(out) });
  }
  const pandocSeconds = median(other.map(({ ms }) => ms)) / 1000;
  row(
    `pandoc, ${name}`,
    pandocSeconds,
    median(other.map(({ mb }) => mb)).toFixed(0),
    statSync(join(folder, 'pandoc.epub')).size,
    `${(pandocSeconds / seconds).toFixed(1)}x`,
  );
}

function row(name: string, seconds: number, mb: string, bytes: number, ratio: string): void {
  console.log(
    `| ${name.padEnd(26)} | ${seconds.toFixed(1).padStart(7)} | ${mb.padStart(10)} | ${(bytes / 1e6).toFixed(1).padStart(9)} | ${ratio.padStart(5)} |`,
  );
}

const [mode, ...rest] = process.argv.slice(2);
if (mode === '--write') {
  await writeOne(rest[0] ?? '', Number(rest[1]), rest[2] ?? '');
} else {
  const runs = Number(mode ?? 3);
  const folder = mkdtempSync(join(tmpdir(), 'larder-bench-epub-'));
  try {
    const made = await photos();
    made.forEach((photo, number) => writeFileSync(join(folder, `${number}.jpg`), photo));
    const photoKb = median(made.map(({ length }) => length)) / 1000;
    console.log(
      `${COUNT} articles, photographs of ${photoKb.toFixed(0)} KB, ${runs} runs, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`,
    );
    console.log('| book                       | seconds | peak MB    | size MB   | ratio |');
    for (const pictures of [0, PICTURES_EACH]) await compare(folder, pictures, runs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
