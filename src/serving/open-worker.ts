import { type MessagePort, workerData } from 'node:worker_threads';
import type { NamedReranker } from '../contract/reranker-description.ts';
import type { EncoderPlace } from '../encoder/encoders.ts';
import { importAhead, importModules, type ModuleUrls } from '../modules.ts';
import { engineOf } from '../retrieval/engines.ts';
import { analyzerOf } from '../retrieval/index-analyzer.ts';
import { type ComparedProbes, compareProbes } from '../retrieval/probes.ts';
import { type OpenIndex, openIndex } from '../store/open.ts';
import type { VectorPlace } from '../store/open-index.ts';
import { failureOf } from '../task-failure.ts';
import type { TaskOutcome } from './task-outcome.ts';

/**
 * Opens and verifies an index apart from the thread that speaks HTTP: reading a large index takes seconds, and a server
 * that swaps to a new generation goes on answering meanwhile. The memory is shared, so handing it over costs nothing.
 */

/** What a thread loads before it is told what to open. */
export interface OpenerAhead {
  /** Imported before any index is opened. */
  readonly modules: ModuleUrls;
}

export interface OpenTask {
  readonly directory: string;
  readonly name: string | undefined;
  /** Where its encoder is and runs. */
  readonly encoder?: EncoderPlace;
  readonly rerankers?: readonly NamedReranker[];
  /** As `OpenOptions.vectors`. */
  readonly vectors?: VectorPlace;
  /** Of the generation that is served; null where there is none. */
  readonly before: ComparedProbes | null;
  /** Gets `[done, total]` in bytes. */
  readonly port: MessagePort;
}

export type OpenAnswer =
  | { readonly index: OpenIndex; readonly probes: 'exact' | 'differs' | null }
  | Extract<TaskOutcome, { refusal: unknown }>;

const { modules } = workerData as OpenerAhead;
await importAhead(modules);

export default async function open({
  directory,
  name,
  encoder,
  rerankers,
  vectors,
  before,
  port,
}: OpenTask): Promise<OpenAnswer> {
  try {
    await importModules(modules);
    const index = openIndex(directory, {
      name,
      encoderPath: encoder?.path,
      encoderDevice: encoder?.device,
      rerankers,
      vectors,
      encoderCache: encoder?.cache,
      onProgress: (done, total) => port.postMessage([done, total]),
    });
    const { manifest } = index;
    analyzerOf(manifest);
    engineOf(manifest).check({ hasVectors: manifest.encoder !== null });
    const { encoderPath: path, encoderDevice: device, encoderCache: cache } = index;
    return { index, probes: await compareProbes(manifest, { path, device, cache }, before) };
  } catch (error) {
    const failure = failureOf(error);
    if ('bug' in failure) throw error;
    return failure;
  } finally {
    port.close();
  }
}
