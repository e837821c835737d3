import { join, resolve } from 'node:path';
import type { AnalyzerName } from '../src/analysis/analyzer.ts';
import { createAnalyzer } from '../src/analysis/analyzers.ts';
import { UNICODE_VERSION } from '../src/analysis/unicode-tables.ts';
import { canonicalJson } from '../src/bytes/canonical-json.ts';
import { sha256 } from '../src/bytes/hash.ts';
import type { NamedEncoder } from '../src/encoder/encoders.ts';
import { StillwebError } from '../src/errors.ts';
import type { TextForm } from '../src/format/documents.ts';
import type { PostingsLayout } from '../src/format/frequent-list.ts';
import { B, K1 } from '../src/format/impact.ts';
import {
  FORMAT_VERSION,
  indexId,
  type Manifest,
  RANKING_VERSION,
  type RankingManifest,
} from '../src/format/manifest.ts';
import { FUSION_DEPTH } from '../src/limits.ts';
import type { ModuleUrls } from '../src/modules.ts';
import { engineOf } from '../src/retrieval/engines.ts';
import { recordProof } from '../src/retrieval/proof.ts';
import { describeFiles } from '../src/store/describe-files.ts';
import { mkdirSync, rmSync } from '../src/store/file-system.ts';
import { buildingFolder } from '../src/store/layout.ts';
import { lockDirectory } from '../src/store/lock.ts';
import { defaultName, publishGeneration } from '../src/store/publish.ts';
import { SOFTWARE_VERSION } from '../src/version.ts';
import { assembleDocuments } from './assemble/documents.ts';
import { assembleShards, assembleVectors, planShards } from './assemble/shards.ts';
import { assembleCatalogue, assembleLinks, assemblePassages } from './assemble/tables.ts';
import { affordableWorkers } from './build-memory.ts';
import type { Catalogue } from './catalogue.ts';
import { checkSettings } from './check-settings.ts';
import { collectGarbage } from './collect-garbage.ts';
import { type CollectionCut, USUAL_CUT } from './collection-cut.ts';
import { writeEngineFiles } from './engine-files.ts';
import { fingerprintInputs } from './fingerprint.ts';
import { assembleGraphs, type GraphChoice, wantsGraph } from './graph/assemble-graphs.ts';
import type { FieldMap, Problem } from './ingest/collection.ts';
import { Journal } from './journal.ts';
import { type DocumentsRead, readDocuments } from './read-documents.ts';
import type { PassagePolicy } from './segment/passage.ts';
import { formatPassagePolicy } from './segment/segment.ts';
import { processUnits } from './unit/process-units.ts';
import { type UnitSummary, unitFileName } from './unit/unit-file.ts';
import { UnitReader } from './unit/unit-reader.ts';

/** The build: from inputs to a published generation. */

export interface BuildOptions {
  /** Files and folders, read in this order. */
  readonly inputs: readonly string[];
  readonly directory: string;
  readonly format?: string;
  readonly fields?: FieldMap;
  /** Name under which the index is served; no part of its id. */
  readonly name?: string;
  /** The name of an engine. */
  readonly engine: string;
  readonly analyzer: AnalyzerName;
  readonly passages: PassagePolicy;
  /** As on the command line: `static`, `none`, or `KIND:SOURCE` of one that a module registers. */
  readonly encoder: string;
  /** How the texts of documents are stored. Default: `plain`. */
  readonly texts?: TextForm;
  /** How postings are stored. Moves time and bytes, no ranking. Default: `compact`. */
  readonly postings?: PostingsLayout;
  /** Whether to build graphs of the vectors; `auto` decides by the number of passages, and is the default. */
  readonly graph?: GraphChoice;
  /** Where units and shards end; of other bytes than those of the usual cut. Default: `USUAL_CUT`. */
  readonly cut?: CollectionCut;
  /** Worker threads. Moves time only, never a byte of the index. */
  readonly threads: number;
  readonly memoryBytes: number;
  /** Modules that register what the settings name, imported by every thread of the build. */
  readonly modules?: ModuleUrls;
  readonly onError: 'stop' | 'skip';
  readonly onProblem?: (problem: Problem) => void;
  readonly onProgress?: (progress: BuildProgress) => void;
  /** Called when a stage needs more memory than `memoryBytes`, before it takes it. */
  readonly onExcess?: (excess: MemoryExcess) => void;
}

export interface BuildProgress {
  readonly stage: 'reading' | 'postings' | 'documents' | 'graph' | 'checking';
  readonly documents: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface MemoryExcess {
  readonly stage: BuildProgress['stage'];
  readonly neededBytes: number;
}

export interface BuildResult {
  readonly id: string;
  readonly name: string;
  readonly generation: string;
  readonly counts: RankingManifest['counts'];
  readonly skipped: number;
  /** Files of a folder that are no documents: of other kinds, or hidden. */
  readonly ignored: number;
  /** Units that an interrupted build had finished before. */
  readonly resumedUnits: number;
  readonly bytes: number;
}

/**
 * Builds an index and makes it the current generation of a directory. May be interrupted at any moment and called again:
 * it goes on from the last finished unit, and the result has the same bytes.
 *
 * @throws StillwebError UNSUPPORTED, ENGINE_MISSING and ENCODER_* before anything is read; INDEX_LOCKED; INPUT_*; the codes of
 * bad records under `onError: 'stop'`; STORAGE_FAILED
 */
export async function buildIndex(options: BuildOptions): Promise<BuildResult> {
  const directory = resolve(options.directory);
  const encoder = await checkSettings(options);
  mkdirSync(directory, { recursive: true });
  const unlock = lockDirectory(directory);
  try {
    return await buildLocked(directory, encoder, options);
  } finally {
    unlock();
  }
}

async function buildLocked(
  directory: string,
  encoder: NamedEncoder | null,
  options: BuildOptions,
): Promise<BuildResult> {
  const building = buildingFolder(directory);
  const journal = Journal.open(building, buildKey(options, encoder?.description.fingerprint));
  const staged = join(building, 'generation');
  rmSync(staged, { recursive: true, force: true });
  // Each stage is a call of its own, so that what it held is free before the next one starts.
  const { ranking: assembled, skipped, ignored } = await readAndAssemble(building, staged, journal, encoder, options);
  collectGarbage();
  const ranking = await addGraphs(assembled, staged, options);
  await writeEngineFiles(engineOf(ranking), staged, ranking);
  const complete = { ...ranking, files: describeFiles(staged) };
  const unproven: Manifest = {
    ...complete,
    id: indexId(complete),
    golden: [],
    probes: [],
    provenance: { software: `stillweb ${SOFTWARE_VERSION}`, skipped },
  };
  collectGarbage();
  const manifest = { ...unproven, ...(await recordProof(staged, unproven, { path: encoder?.path })) };
  const current = publishGeneration(directory, staged, manifest, options.name);
  rmSync(building, { recursive: true, force: true });
  return {
    id: manifest.id,
    name: options.name ?? defaultName(directory),
    generation: current.generation,
    counts: manifest.counts,
    skipped,
    ignored,
    resumedUnits: journal.finished.size,
    bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
  };
}

async function readAndAssemble(
  building: string,
  staged: string,
  journal: Journal,
  encoder: NamedEncoder | null,
  options: BuildOptions,
): Promise<{ ranking: RankingManifest; skipped: number; ignored: number }> {
  const { units, catalogue, skipped, ignored } = await readUnits(building, journal, encoder, options);
  collectGarbage();
  const ranking = await assemble(building, staged, units, catalogue, encoder, options);
  return { ranking, skipped, ignored };
}

/** Reads the inputs and has every unit processed. */
async function readUnits(
  building: string,
  journal: Journal,
  encoder: NamedEncoder | null,
  options: BuildOptions,
): Promise<DocumentsRead & { units: UnitSummary[] }> {
  try {
    return await processUnits({
      read: (take) => readDocuments(options, take),
      journal,
      workers: affordableWorkers(options.threads, options.memoryBytes, encoder?.description ?? null),
      unitDocuments: (options.cut ?? USUAL_CUT).unitDocuments,
      settings: {
        folder: building,
        analyzer: options.analyzer,
        encoder,
        policy: options.passages,
        texts: options.texts ?? 'plain',
        modules: options.modules ?? [],
      },
    });
  } catch (error) {
    // What was kept of the interrupted build does not fit the input any more: the next run begins anew.
    const hasChanged = error instanceof StillwebError && error.code === 'INPUT_CHANGED';
    if (hasChanged) rmSync(building, { recursive: true, force: true });
    throw error;
  } finally {
    journal.close();
  }
}

/** Makes the files of the generation from those of the units. */
async function assemble(
  building: string,
  staged: string,
  units: readonly UnitSummary[],
  catalogue: Catalogue,
  named: NamedEncoder | null,
  options: BuildOptions,
): Promise<RankingManifest> {
  const encoder = named?.description ?? null;
  const documents = catalogue.ids.size;
  const report = (stage: BuildProgress['stage']) => options.onProgress?.({ stage, documents, bytes: 0, totalBytes: 0 });
  mkdirSync(staged);
  report('postings');
  const readers = units.map((unit) => new UnitReader(join(building, unitFileName(unit.unit))));
  const passages = assemblePassages(readers, documents, staged);
  const plans = planShards(units, (options.cut ?? USUAL_CUT).shardPassages);
  const tokens = units.reduce((sum, unit) => sum + unit.tokens, 0);
  const folders = { units: building, output: staged };
  const layout = options.postings ?? 'compact';
  const workers = affordableWorkers(options.threads, options.memoryBytes, null);
  const lexical = await assembleShards(plans, folders, { passages, tokens }, layout, workers);
  report('documents');
  if (encoder !== null) assembleVectors(plans, readers, encoder.dimensions, staged);
  const links = assembleLinks(readers, assembleCatalogue(catalogue, staged), documents, staged);
  assembleDocuments(readers, staged);
  report('checking');
  const shards = plans.map((plan) => plan.unitPassages.reduce((sum, count) => sum + count, 0));
  const { version } = createAnalyzer(options.analyzer);
  return {
    format: FORMAT_VERSION,
    ranking: RANKING_VERSION,
    engine: options.engine,
    analyzer: { name: options.analyzer, version, unicode: UNICODE_VERSION },
    passages: formatPassagePolicy(options.passages),
    bm25: { k1: K1, b: B },
    postings: layout,
    encoder,
    fusion: { ...(encoder?.fusion ?? { method: 'minmax', denseWeight: 0 }), depth: FUSION_DEPTH },
    counts: { documents, passages, shards, terms: lexical.terms, postings: lexical.postings, tokens, links },
    files: [],
  };
}

/** Builds the graphs of the vectors where the collection is large enough for them. */
async function addGraphs(ranking: RankingManifest, staged: string, options: BuildOptions): Promise<RankingManifest> {
  const { encoder, counts } = ranking;
  const { documents, passages, shards } = counts;
  if (encoder === null || !wantsGraph(options.graph ?? 'auto', engineOf(ranking), passages)) return ranking;
  const onProgress = (bytes: number, totalBytes: number) =>
    options.onProgress?.({ stage: 'graph', documents, bytes, totalBytes });
  const { dimensions } = encoder;
  const { threads, memoryBytes } = options;
  const onExcess = (neededBytes: number) => options.onExcess?.({ stage: 'graph', neededBytes });
  const folder = staged;
  const graph = await assembleGraphs({ shards, dimensions, folder, threads, memoryBytes, onProgress, onExcess });
  return { ...ranking, graph };
}

/** What the units of a build depend on; a journal with another key is of another build. */
function buildKey(options: BuildOptions, encoderFingerprint: string | undefined): string {
  const { inputs, directory, format, fields, onError, analyzer, passages, encoder } = options;
  const { texts = 'plain', cut = USUAL_CUT } = options;
  const absolute = inputs.map((path) => resolve(path));
  const analysis = { analyzer, version: createAnalyzer(analyzer).version, passages: formatPassagePolicy(passages) };
  const input = { inputs: fingerprintInputs(absolute, directory), format, fields, onError };
  const software = { version: SOFTWARE_VERSION, format: FORMAT_VERSION };
  return sha256(canonicalJson({ analysis, input, software, encoder, encoderFingerprint, texts, cut }));
}
