/** Articles go out: chosen, packed, locked, cut into volumes. */
import { join } from 'node:path';
import type { ExportResult, WrittenFile } from '../../shared/bundles.ts';
import { openArchiveReader, type ArchiveReader, type ExportSelection } from '../archive/archive.ts';
import { encrypting } from '../bundle/age.ts';
import { writeFormat } from '../bundle/formats.ts';
import { writeHaveList } from '../bundle/have-list.ts';
import type { Sink, Watch } from '../bundle/sink.ts';
import { createVolumes } from '../bundle/volumes.ts';
import { writeBundle } from '../bundle/write-bundle.ts';
import type { ExportJob, HaveJob, JobResult } from './bundle-job.ts';
import { createFileSink } from './file-sink.ts';
import { readHaveFile } from './have-file.ts';
import { createKeyring } from './keyring.ts';
import { withPictures } from './picture-child.ts';

type Tools = { readonly dir: string; readonly now: () => number };

/** @throws LarderError NOTHING_TO_EXPORT, KEY_*, HAVE_INVALID, FILE_UNREADABLE, DISK_FULL, CLOSED */
export async function exportJob(job: ExportJob, tools: Tools, watch: Watch): Promise<JobResult['export']> {
  const reader = openArchiveReader({ dir: tools.dir, now: tools.now });
  try {
    return await toFiles(job, (sink) => writeArticles(job, reader, tools, sink, watch));
  } finally {
    reader.close();
  }
}

type Written = {
  articles: number;
  pictures: number;
  manifestSha256: string | null;
  leftOut: ExportResult['leftOut'];
  refs: readonly number[];
};

async function writeArticles(
  job: ExportJob,
  reader: ArchiveReader,
  tools: Tools,
  sink: Sink,
  watch: Watch,
): Promise<Written> {
  const maxBytes = job.maxBytes === null ? null : roomUnder(job.maxBytes, job.lock.kind !== 'none');
  const { selection, pictures, telling } = job;
  if (job.format === 'bundle') {
    const have = job.have === null ? null : await readHaveFile(job.have, tools, watch);
    const sign =
      job.signWith === null
        ? null
        : await createKeyring({ dir: tools.dir, now: tools.now }).signer(job.signWith, job.keyPassphrase);
    return await writeBundle(reader, { selection, pictures, maxBytes, telling, have, sign }, sink, watch);
  }
  // Formats with a limit or a list of contents read twice: it must be of one moment.
  const moment = reader.holdStill();
  try {
    const content = {
      format: job.format,
      title: job.title,
      feeds: feedsOf(reader, selection),
      selection,
      pictures,
      queries: telling.queries,
      maxBytes,
    };
    return await withPictures(async (child) => ({
      manifestSha256: null,
      ...(await writeFormat(reader, content, { pictures: child }, sink, watch)),
    }));
  } finally {
    moment.end();
  }
}

function feedsOf(reader: ArchiveReader, { feedIds }: ExportSelection) {
  return reader.feeds().filter(({ id }) => feedIds === null || feedIds.includes(id));
}

/** What a lock adds: a header for each of some recipients, and 16 bytes to every 64 KB (age, "Payload"). */
function roomUnder(maxBytes: number, isLocked: boolean): number {
  return isLocked ? maxBytes - 16_384 - Math.ceil(maxBytes / 65_536) * 16 : maxBytes;
}

export async function haveJob(job: HaveJob, tools: Tools, watch: Watch): Promise<JobResult['have']> {
  const reader = openArchiveReader({ dir: tools.dir, now: tools.now });
  try {
    const { result } = await toFiles({ ...job, splitBytes: null }, async (sink) => {
      watch.goOn();
      const { bytes, articles } = writeHaveList(reader.holdings());
      await sink.write(bytes);
      return { articles, pictures: 0, manifestSha256: null, leftOut: { articles: 0, pictures: 0 }, refs: [] };
    });
    return { result };
  } finally {
    reader.close();
  }
}

type Target = Pick<ExportJob, 'lock' | 'splitBytes' | 'folder' | 'name' | 'exactName' | 'overwrites'>;

/** From the file inwards: volumes or one file, a lock, what is written. Nothing is left of what fails. */
async function toFiles(job: Target, write: (sink: Sink) => Promise<Written>): Promise<JobResult['export']> {
  const name = job.lock.kind === 'none' || job.exactName ? job.name : `${job.name}.age`;
  const disk = await openDisk(job, name);
  let sink: Sink = disk.sink;
  try {
    if (job.lock.kind !== 'none') sink = await encrypting(disk.sink, job.lock);
    const { refs, ...written } = await write(sink);
    await sink.end();
    return { result: { ...written, files: disk.written() }, refs };
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}

async function openDisk(job: Target, name: string): Promise<{ sink: Sink; written: () => readonly WrittenFile[] }> {
  const path = join(job.folder, name);
  if (job.splitBytes !== null) {
    const volumes = await createVolumes({
      folder: job.folder,
      name,
      volumeBytes: job.splitBytes,
      overwrites: job.overwrites,
    });
    return { sink: volumes, written: () => volumes.files() };
  }
  const file = await createFileSink(path, { overwrites: job.overwrites });
  return { sink: file, written: () => [file.written()] };
}
