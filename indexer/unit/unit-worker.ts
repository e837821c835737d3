import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { AnalyzerName } from '../../src/analysis/analyzer.ts';
import { createTermNumberer } from '../../src/analysis/analyzers.ts';
import type { Encoder } from '../../src/encoder/encoder.ts';
import { type NamedEncoder, resolveEncoder } from '../../src/encoder/encoders.ts';
import { loadCompression } from '../../src/format/compression.ts';
import type { TextForm } from '../../src/format/documents.ts';
import { importModules, type ModuleUrls } from '../../src/modules.ts';
import { replaceDurably } from '../../src/store/durable.ts';
import { Inverter } from '../invert/inverter.ts';
import type { PassagePolicy } from '../segment/passage.ts';
import { makeUnit } from './make-unit.ts';
import { type PackedDocuments, unpackDocuments } from './packed-documents.ts';
import { type Roll, signUp } from './roll.ts';
import { type UnitSummary, unitFileName } from './unit-file.ts';

/** A worker thread of the build: one unit in, one file out. */

export interface UnitWorkerSettings {
  readonly folder: string;
  readonly analyzer: AnalyzerName;
  /** null for an index without vectors */
  readonly encoder: NamedEncoder | null;
  readonly policy: PassagePolicy;
  readonly texts: TextForm;
  /** What they register is there before the first unit. */
  readonly modules: ModuleUrls;
}

export interface UnitTask {
  readonly unit: number;
  readonly documents: PackedDocuments;
}

const settings = workerData as UnitWorkerSettings & { readonly roll: Roll };
await importModules(settings.modules);
const inverter = new Inverter(createTermNumberer(settings.analyzer));
const UNTIL_ENDED = new Promise<never>(() => {});
const encoder = await openEncoder();
if (settings.texts === 'compressed') await loadCompression();

async function openEncoder(): Promise<Encoder | null> {
  if (settings.encoder === null) return null;
  // No unit is left for this thread: it waits for its end.
  if (!signUp(settings.roll)) return await UNTIL_ENDED;
  return await resolveEncoder(settings.encoder.description, settings.encoder);
}

export default async function processUnit({ unit, documents }: UnitTask): Promise<UnitSummary> {
  const made = await makeUnit(unpackDocuments(documents), settings.policy, inverter, encoder, settings.texts);
  replaceDurably(join(settings.folder, unitFileName(unit)), made.file);
  const sha256 = createHash('sha256').update(made.file).digest('hex');
  const { passages, tokens } = made;
  return { unit, bytes: made.file.length, sha256, documents: documents.count, passages, tokens };
}

/** Called once in every thread, when all units are done; does not return, so that no thread is called twice. */
export async function closeEncoder(): Promise<never> {
  await encoder?.close();
  parentPort?.postMessage('closed');
  return await UNTIL_ENDED;
}
