import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AnalyzerName } from '../src/analysis/analyzer.ts';
import { createAnalyzer } from '../src/analysis/analyzers.ts';
import { UNICODE_VERSION } from '../src/analysis/unicode-tables.ts';
import { canonicalJson } from '../src/bytes/canonical-json.ts';
import { sha256 } from '../src/bytes/hash.ts';
import { createEncoder } from '../src/encoder/encoders.ts';
import { StillwebError } from '../src/errors.ts';
import { loadCompression } from '../src/format/compression.ts';
import {
  type EncoderProbe,
  type EngineName,
  FORMAT_VERSION,
  type GoldenQuery,
  indexId,
  type Manifest,
  RANKING_VERSION,
  type RankingManifest,
} from '../src/format/manifest.ts';
import { FUSION_DEPTH } from '../src/limits.ts';
import { buildingFolder } from '../src/store/layout.ts';
import { lockDirectory } from '../src/store/lock.ts';
import { describeFiles, type OpenIndex, openFolder } from '../src/store/open.ts';
import { defaultName, publishGeneration } from '../src/store/publish.ts';
import { SOFTWARE_VERSION } from '../src/version.ts';
import { assembleDocuments } from './assemble/documents.ts';
import { assembleShards, assembleVectors, planShards } from './assemble/shards.ts';
import { assembleCatalogue, assembleLinks, assemblePassages } from './assemble/tables.ts';
import { Catalogue } from './catalogue.ts';
import { fingerprintInputs } from './fingerprint.ts';
import type { FieldMap, Problem } from './ingest/collection.ts';
import { openCollection } from './ingest/readers.ts';
import { B, K1 } from './invert/impact.ts';
import { Journal } from './journal.ts';
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
  readonly engine: EngineName;
  readonly analyzer: AnalyzerName;
  readonly passages: PassagePolicy;
  /** As on the command line: `static`, `none`, … */
  readonly encoder: string;
  /** Worker threads. Moves time only, never a byte of the index. */
  readonly threads: number;
  readonly memoryBytes: number;
  readonly onError: 'stop' | 'skip';
  readonly onProblem?: (problem: Problem) => void;
  readonly onProgress?: (progress: BuildProgress) => void;
  /** Files of another engine, made from the assembled ones. Returns the names of the files it wrote. */
  readonly buildEngine?: (folder: string, manifest: RankingManifest) => Promise<void>;
  /** Golden queries and encoder probes, answered by the finished index before it is published. */
  readonly prove: (index: OpenIndex) => Promise<{ golden: GoldenQuery[]; probes: EncoderProbe[] }>;
}

export interface BuildProgress {
  readonly stage: 'reading' | 'postings' | 'documents' | 'checking';
  readonly documents: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface BuildResult {
  readonly id: string;
  readonly name: string;
  readonly generation: string;
  readonly counts: RankingManifest['counts'];
  readonly skipped: number;
  /** Units that an interrupted build had finished before. */
  readonly resumedUnits: number;
  readonly bytes: number;
}

/**
 * Builds an index and makes it the current generation of a directory. May be interrupted at any moment and called again:
 * it goes on from the last finished unit, and the result has the same bytes.
 *
 * @throws StillwebError INDEX_LOCKED; INPUT_*; the codes of bad records under `onError: 'stop'`; STORAGE_FAILED
 */
export async function buildIndex(options: BuildOptions): Promise<BuildResult> {
  const directory = resolve(options.directory);
  mkdirSync(directory, { recursive: true });
  const unlock = lockDirectory(directory);
  try {
    return await buildLocked(directory, options);
  } finally {
    unlock();
  }
}

async function buildLocked(directory: string, options: BuildOptions): Promise<BuildResult> {
  await loadCompression();
  const encoder = await createEncoder(options.encoder);
  const building = buildingFolder(directory);
  const journal = Journal.open(building, buildKey(options, encoder?.description.fingerprint));
  const catalogue = new Catalogue();
  let skipped = 0;
  let units: UnitSummary[];
  try {
    const collection = await openCollection([...options.inputs], { format: options.format });
    const onProblem = (problem: Problem) => {
      if (options.onError === 'stop') throw problem.error;
      skipped++;
      options.onProblem?.(problem);
    };
    units = await processUnits({
      documents: collection.read({ fields: options.fields, onProblem }),
      catalogue,
      journal,
      onProblem,
      workers: unitWorkers(options),
      settings: { folder: building, analyzer: options.analyzer, encoder: options.encoder, policy: options.passages },
      onProgress: (documents, bytes) =>
        options.onProgress?.({ stage: 'reading', documents, bytes, totalBytes: collection.totalBytes }),
    });
  } finally {
    journal.close();
  }
  const documents = catalogue.ids.size;
  if (documents === 0) {
    throw new StillwebError('INPUT_EMPTY', 'the input holds no document that can be indexed', { skipped });
  }
  const report = (stage: BuildProgress['stage']) => options.onProgress?.({ stage, documents, bytes: 0, totalBytes: 0 });

  const staged = join(building, 'generation');
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(staged);
  report('postings');
  const readers = units.map((unit) => new UnitReader(join(building, unitFileName(unit.unit))));
  const passages = assemblePassages(readers, documents, staged).passages;
  const plans = planShards(units);
  const tokens = units.reduce((sum, unit) => sum + unit.tokens, 0);
  const folders = { units: building, output: staged };
  const lexical = await assembleShards(plans, folders, { passages, tokens }, unitWorkers(options));
  report('documents');
  if (encoder !== null) assembleVectors(plans, readers, encoder.description.dimensions, staged);
  const links = assembleLinks(readers, assembleCatalogue(catalogue, staged), documents, staged);
  assembleDocuments(readers, staged);
  report('checking');
  const shards = plans.map((plan) => plan.unitPassages.reduce((sum, count) => sum + count, 0));
  const ranking: RankingManifest = {
    format: FORMAT_VERSION,
    ranking: RANKING_VERSION,
    engine: options.engine,
    analyzer: {
      name: options.analyzer,
      version: createAnalyzer(options.analyzer).version,
      unicode: UNICODE_VERSION,
    },
    passages: formatPassagePolicy(options.passages),
    bm25: { k1: K1, b: B },
    encoder: encoder?.description ?? null,
    fusion: { ...(encoder?.description.fusion ?? { method: 'minmax', denseWeight: 0 }), depth: FUSION_DEPTH },
    counts: { documents, passages, shards, terms: lexical.terms, postings: lexical.postings, tokens, links },
    files: [],
  };
  await options.buildEngine?.(staged, ranking);
  const complete = { ...ranking, files: describeFiles(staged) };
  const unproven: Manifest = {
    ...complete,
    id: indexId(complete),
    golden: [],
    probes: [],
    provenance: { software: `stillweb ${SOFTWARE_VERSION}`, skipped },
  };
  const manifest = { ...unproven, ...(await options.prove(openFolder(staged, unproven, 'building'))) };
  const current = publishGeneration(directory, staged, manifest, options.name);
  rmSync(building, { recursive: true, force: true });
  return {
    id: manifest.id,
    name: options.name ?? defaultName(directory),
    generation: current.generation,
    counts: manifest.counts,
    skipped,
    resumedUnits: journal.finished.size,
    bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
  };
}

/** What the units of a build depend on; a journal with another key is of another build. */
function buildKey(options: BuildOptions, encoderFingerprint: string | undefined): string {
  const { inputs, format, fields, analyzer, passages, encoder, onError } = options;
  const analysis = { analyzer, version: createAnalyzer(analyzer).version, passages: formatPassagePolicy(passages) };
  const input = { inputs: fingerprintInputs(inputs.map((path) => resolve(path))), format, fields, onError };
  const software = { version: SOFTWARE_VERSION, format: FORMAT_VERSION };
  return sha256(canonicalJson({ analysis, input, software, encoder, encoderFingerprint }));
}

/** Memory of the main thread with its tables, and of one worker with a unit in hand. */
const MAIN_BYTES = 160 * 1024 * 1024;
const WORKER_BYTES = 160 * 1024 * 1024;

function unitWorkers({ threads, memoryBytes }: BuildOptions): number {
  const affordable = Math.floor((memoryBytes - MAIN_BYTES) / WORKER_BYTES);
  return Math.max(1, Math.min(threads, affordable));
}
