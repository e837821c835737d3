import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { AnalyzerName } from '../../src/analysis/analyzer.ts';
import { createTermNumberer } from '../../src/analysis/analyzers.ts';
import type { RankingName } from '../../src/contract/ranking-name.ts';
import type { Encoder } from '../../src/encoder/encoder.ts';
import { type NamedEncoder, resolveEncoder } from '../../src/encoder/encoders.ts';
import { loadCompression } from '../../src/format/compression.ts';
import type { TextForm } from '../../src/format/documents.ts';
import { importModules, type ModuleUrls } from '../../src/modules.ts';
import { replaceDurably } from '../../src/store/durable.ts';
import { ShingleReader } from '../copies/shingles.ts';
import type { PassagePolicy } from '../segment/passage.ts';
import { type Outcome, outcomeOf, takeValue } from '../threads/outcome.ts';
import { FormerVectors, type FormerVectorsPlace } from './former-vectors.ts';
import { GivenInverter } from './given-inverter.ts';
import { Inverter, type PassageInverter } from './inverter.ts';
import { type MadeUnit, makeUnit } from './make-unit.ts';
import { hashDocuments, type PackedDocuments, unpackDocuments } from './packed-documents.ts';
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
  readonly ranking: RankingName;
  /** Whether near copies are looked for. */
  readonly readsShingles: boolean;
  /** What they register is there before the first unit. */
  readonly modules: ModuleUrls;
  /** Most memory of the JavaScript heap of each thread. */
  readonly heapMebibytes: number;
}

export interface UnitTask {
  /** null for a trial: all the work is done, and no file is written */
  readonly unit: number | null;
  readonly documents: PackedDocuments;
  /** Where vectors are that need not be computed; null for nowhere. */
  readonly former: FormerVectorsPlace | null;
}

interface Tools {
  readonly inverter: PassageInverter;
  readonly encoder: Encoder | null;
  readonly shingles: ShingleReader | null;
}

const settings = workerData as UnitWorkerSettings & { readonly roll: Roll };
const UNTIL_ENDED = new Promise<never>(() => {});
let isOnRoll = false;
// What fails here is told by every task: a thread that ends would tell neither code nor facts.
const tools = await outcomeOf(takeTools);

async function takeTools(): Promise<Tools> {
  await importModules(settings.modules);
  const inverter =
    settings.ranking === 'impacts' ? new GivenInverter() : new Inverter(createTermNumberer(settings.analyzer));
  if (settings.texts === 'compressed') await loadCompression();
  const shingles = settings.readsShingles ? new ShingleReader() : null;
  return { inverter, encoder: await openEncoder(), shingles };
}

async function openEncoder(): Promise<Encoder | null> {
  if (settings.encoder === null) return null;
  isOnRoll = signUp(settings.roll);
  // No unit is left for this thread: it waits for its end.
  if (!isOnRoll) return await UNTIL_ENDED;
  const { description, vectors } = settings.encoder;
  const encoder = await resolveEncoder(description, settings.encoder);
  if (vectors === undefined) return encoder;
  return await (await import('../../src/encoder/recorded/brought-vectors.ts')).bringVectors(encoder, vectors);
}

export default async function processUnit(task: UnitTask): Promise<Outcome<UnitSummary>> {
  return await outcomeOf(() => writeUnit(task, takeValue(tools)));
}

async function writeUnit({ unit, documents, former: place }: UnitTask, tools: Tools): Promise<UnitSummary> {
  const { inverter, encoder, shingles } = tools;
  const input = hashDocuments(documents);
  const { policy, texts, ranking } = settings;
  const unpacked = unpackDocuments(documents);
  const former = place === null ? null : new FormerVectors(place);
  let made: MadeUnit;
  try {
    made = await makeUnit(unpacked, policy, inverter, encoder, texts, ranking, former, shingles);
  } finally {
    // The thread may outlive the generation whose files they are.
    former?.close();
  }
  if (unit !== null) replaceDurably(join(settings.folder, unitFileName(unit)), made.file);
  const sha256 = createHash('sha256').update(made.file).digest('hex');
  const { passages, tokens } = made;
  return { unit: unit ?? 0, bytes: made.file.length, sha256, input, documents: documents.count, passages, tokens };
}

/** Called once in every thread, behind its last unit; returns only a failure, so that no thread is called twice. */
export async function closeEncoder(): Promise<Outcome<never>> {
  return await outcomeOf(async () => {
    if ('value' in tools) await tools.value.encoder?.close();
    if (isOnRoll) parentPort?.postMessage('closed');
    return await UNTIL_ENDED;
  });
}
