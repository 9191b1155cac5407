/** One job with bundles, in whatever thread: a reading connection of its own, and nothing left of what fails. */
import type { Watch } from '../bundle/sink.ts';
import { exportJob, haveJob } from './bundle-export.ts';
import { glanceJob } from './bundle-glance.ts';
import type {
  BundleJob,
  Delivery,
  ExportJob,
  GlanceJob,
  HaveJob,
  JobResult,
  PreviewJob,
  UnpackJob,
} from './bundle-job.ts';
import { previewJob } from './bundle-preview.ts';
import { unpackJob } from './bundle-unpack.ts';
import { wordsJob } from './bundle-words.ts';
import { asLarderError } from './file-failure.ts';

export type JobTools = {
  /** The data folder. */
  readonly dir: string;
  readonly now: () => number;
  /** Where unpacking and indexing hand things over. */
  readonly deliver: (delivery: Delivery) => Promise<void>;
};

export type { ExportJob } from './bundle-job.ts';

/** @throws LarderError what stood in the way, in the words of each job; anything else is a bug */
export function doBundleJob(job: ExportJob, tools: JobTools, watch: Watch): Promise<JobResult['export']>;
export function doBundleJob(job: HaveJob, tools: JobTools, watch: Watch): Promise<JobResult['have']>;
export function doBundleJob(job: GlanceJob, tools: JobTools, watch: Watch): Promise<JobResult['glance']>;
export function doBundleJob(job: PreviewJob, tools: JobTools, watch: Watch): Promise<JobResult['preview']>;
export function doBundleJob(job: UnpackJob, tools: JobTools, watch: Watch): Promise<JobResult['unpack']>;
export function doBundleJob(job: BundleJob, tools: JobTools, watch: Watch): Promise<JobResult[keyof JobResult]>;
export async function doBundleJob(job: BundleJob, tools: JobTools, watch: Watch): Promise<JobResult[keyof JobResult]> {
  try {
    return await work(job, tools, watch);
  } catch (error) {
    // What is made lies where it is wanted, all else in the data folder.
    const folder = job.kind === 'export' || job.kind === 'have' ? job.folder : tools.dir;
    throw (await asLarderError(error, folder)) ?? error;
  }
}

function work(job: BundleJob, tools: JobTools, watch: Watch): Promise<JobResult[keyof JobResult]> {
  switch (job.kind) {
    case 'export':
      return exportJob(job, tools, watch);
    case 'have':
      return haveJob(job, tools, watch);
    case 'glance':
      return glanceJob(job, tools, watch);
    case 'preview':
      return previewJob(job, tools, watch);
    case 'unpack':
      return unpackJob(job, tools, watch);
    case 'words':
      return wordsJob(tools, watch);
  }
}
