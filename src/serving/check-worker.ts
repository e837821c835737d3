/** A thread that reads every byte of an index again, and ends. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { IndexCheckReport } from '../contract/index-check.ts';
import { StillwebError } from '../errors.ts';
import { importModules, type ModuleUrls } from '../modules.ts';
import { checkIndex } from '../retrieval/check-index.ts';
import { type OpenIndex, verifyFiles } from '../store/open.ts';
import { identifyFolder } from '../store/tree-identifier.ts';
import { failureOf, type TaskFailure } from '../task-failure.ts';

export interface CheckTask {
  /** As the threads that search have it: its memory is shared. */
  readonly index: OpenIndex;
  /** Imported first. */
  readonly modules: ModuleUrls;
  /** false: only the SWHID is wanted. */
  readonly isWhole: boolean;
}

export type CheckAnswer = { readonly swhid: string } | { readonly report: IndexCheckReport } | TaskFailure;

/** Searches come first. There a priority is that of the calling thread; elsewhere it would be that of the server. */
const NICE = 10;
if (process.platform === 'linux') setPriority(NICE);

async function answer({ index, modules, isWhole }: CheckTask): Promise<CheckAnswer> {
  const { folder, manifest } = index;
  if (!isWhole) return { swhid: identifyFolder(folder, manifest) };
  await importModules(modules);
  const size = { files: manifest.files.length, bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0) };
  try {
    verifyFiles(
      folder,
      manifest,
      manifest.files.map(({ name }) => name),
    );
  } catch (error) {
    if (!(error instanceof StillwebError) || error.code !== 'INDEX_CORRUPT') throw error;
    const golden = manifest.golden.length;
    return { report: { ...size, golden, moved: null, probes: null, swhid: null, findings: [error.message] } };
  }
  const swhid = identifyFolder(folder, manifest);
  const { golden, moved, probes, findings } = await checkIndex(index);
  const messages = findings.map(({ message }) => message);
  return { report: { ...size, golden, moved: moved?.length ?? null, probes, swhid, findings: messages } };
}

const outcome = await answer(workerData as CheckTask).catch(failureOf);
parentPort?.postMessage(outcome);
