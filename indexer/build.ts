import { join, resolve } from 'node:path';
import type { RankingName } from '../src/contract/ranking-name.ts';
import { buildDeviceOf, isRemote, type NamedEncoder, placeOfEncoder } from '../src/encoder/encoders.ts';
import { bm25Of } from '../src/format/bm25.ts';
import { CELLS_FORMAT_VERSION } from '../src/format/format-version.ts';
import type { GivenImpactsDescription } from '../src/format/given-impacts.ts';
import { type Manifest, type ManifestFile, NONE_BLOCKED, type RankingManifest } from '../src/format/manifest.ts';
import { engineOf, namedEngine, rankingFor } from '../src/retrieval/engines.ts';
import { compareProbes } from '../src/retrieval/probes.ts';
import { buildingFolder, defaultName } from '../src/store/layout.ts';
import { lockDirectory } from '../src/store/lock.ts';
import { checkDirectory, claimDirectory, removeLeftovers } from '../src/store/output-folder.ts';
import { publishGeneration } from '../src/store/publish.ts';
import { storageFault } from '../src/store/storage-fault.ts';
import type { AssembledTables } from './assemble/files.ts';
import { TITLED_PERCENT } from './assemble/titled-share.ts';
import { addCounts } from './blocked-documents.ts';
import { buildKey } from './build-key.ts';
import { affordableWorkers, workerHeapMebibytes } from './build-memory.ts';
import type { BuildOptions, BuildProgress, BuildResult } from './build-options.ts';
import { checkBuilding, clearBuilding, clearStaged, stagedFolder } from './building-folder.ts';
import type { ChangeSource } from './change/change-source.ts';
import { checkSettings } from './check-settings.ts';
import { collectGarbage } from './collect-garbage.ts';
import { USUAL_CUT } from './collection-cut.ts';
import { DEFAULT_NEAR_PERCENT } from './copies/copy-choice.ts';
import { describeCuration } from './describe-curation.ts';
import { describeRanking, type FoundInDocuments } from './describe-ranking.ts';
import { writeEngineFiles } from './engine-files.ts';
import { settleGiven } from './given-settings.ts';
import { chooseStructure } from './graph/choose-structure.ts';
import { DEFAULT_HTML } from './ingest/html-choice.ts';
import { ShardThreads } from './invert/shard-threads.ts';
import { OriginalsWriter } from './originals-writer.ts';
import { MOST_PARALLEL_BYTES, sumBytes, sumSizes } from './parallel-bytes.ts';
import type { EarlyProof } from './prove-build.ts';
import { readQueryTokenizer, writeQueryTokenizer } from './query-tokenizer.ts';
import { readQueryTable, writeQueryWeights } from './query-weights.ts';
import type { DocumentsRead, ReadingOptions } from './read-documents.ts';
import { readUnits } from './read-units.ts';
import { settingsOfBuild } from './recipe/recipe-settings.ts';
import { usesOf } from './recipe/recipe-uses.ts';
import { BlockProofs } from './sources/block-proofs.ts';
import { writeBuildRecord } from './sources/build-record.ts';
import { InputRecorder } from './sources/input-recorder.ts';
import { placeRecords } from './sources/place-records.ts';
import { readingKey } from './sources/reading-key.ts';
import { BUILD_RECORD } from './sources/record-names.ts';
import { MOST_BUILT_UNIT_BYTES, MOST_KEPT_UNIT_BYTES } from './sources/unit-record.ts';
import { NONE_STANDING } from './threads/standing-threads.ts';
import type { FormerVectorsPlace } from './unit/former-vectors.ts';
import { Journal } from './unit/journal.ts';
import type { KeptUnits } from './unit/kept-units.ts';
import type { UnitSummary } from './unit/unit-file.ts';

/** The build: from inputs to a published generation. */

export type { BuildOptions, BuildProgress, BuildResult, MemoryExcess } from './build-options.ts';

/**
 * Builds an index and makes it the current generation of a directory. May be interrupted at any moment and called again:
 * it goes on from the last finished unit, and the result has the same bytes.
 *
 * @throws StillwebError UNSUPPORTED, ENGINE_MISSING and ENCODER_* before anything is read; OUTPUT_NOT_OURS, OUTPUT_UNUSABLE, INDEX_LOCKED; INPUT_*; the codes of
 * bad records under `onError: 'stop'`; STORAGE_FAILED
 */
export async function buildIndex(options: BuildOptions): Promise<BuildResult> {
  try {
    checkDirectory(options.directory);
    const settled = settleGiven(options);
    const named = await checkSettings(settled);
    const encoder = named === null ? null : { ...named, cache: options.encoderCache };
    return await buildAlone(resolve(settled.directory), encoder, settled);
  } catch (error) {
    throw storageFault(error) ?? error;
  }
}

async function buildAlone(
  directory: string,
  encoder: NamedEncoder | null,
  options: BuildOptions,
): Promise<BuildResult> {
  claimDirectory(directory);
  const unlock = lockDirectory(directory);
  let result: BuildResult;
  try {
    removeLeftovers(directory);
    result = await buildLocked(directory, encoder, options);
  } catch (error) {
    tryToUnlock(unlock);
    throw error;
  }
  unlock();
  return result;
}

/** Behind another fault, which is the one to tell. */
function tryToUnlock(unlock: () => void): void {
  try {
    unlock();
  } catch {
    // The lock ends with this process.
  }
}

interface Workplace {
  /** Units and journal. */
  readonly building: string;
  /** The generation that is being made. */
  readonly staged: string;
  readonly encoder: NamedEncoder | null;
  readonly ranking: RankingName;
}

/** Set when the documents are proved already. */
interface EarlyProofPlace {
  proof: EarlyProof | null;
}

/** What was read, but for the documents. */
type Tally = Omit<DocumentsRead, 'catalogue'> & { readonly resumedUnits: number };

interface Assembled {
  readonly manifest: RankingManifest;
  readonly tally: Tally;
  readonly sharedAddresses: number;
  readonly units: readonly UnitSummary[];
  readonly described: readonly ManifestFile[];
}

async function buildLocked(
  directory: string,
  encoder: NamedEncoder | null,
  options: BuildOptions,
): Promise<BuildResult> {
  const { change } = options;
  const source = change === undefined ? null : await openChange(directory, change);
  try {
    return await buildFrom(source, directory, encoder, options);
  } finally {
    source?.close();
  }
}

/** Loads what a change alone needs. */
async function openChange(directory: string, change: NonNullable<BuildOptions['change']>): Promise<ChangeSource> {
  const { ChangeSource } = await import('./change/change-source.ts');
  return await ChangeSource.open(directory, change);
}

/** @param source what the index holds; null for a build of the inputs alone */
async function buildFrom(
  source: ChangeSource | null,
  directory: string,
  encoder: NamedEncoder | null,
  options: BuildOptions,
): Promise<BuildResult> {
  const building = buildingFolder(directory);
  const ranking = rankingFor(namedEngine(options.engine), options.ranking);
  const place = { building, staged: stagedFolder(building), encoder, ranking };
  const { texts = 'plain', cut = USUAL_CUT, graph = 'auto' } = options;
  checkBuilding(building);
  const key = buildKey({ ...options, ranking, texts, cut }, encoder?.description.fingerprint, encoder?.vectors?.sha256);
  const journal = Journal.open(building, key, clearBuilding);
  clearStaged(building);
  // Each stage is a call of its own, so that what it held is free before the next one starts.
  const recorder = new InputRecorder({
    building,
    graph,
    reading: readingKey(options),
    isReordered: options.change?.kind === 'update',
  });
  const reading: ReadingOptions = {
    ...options,
    takesImpacts: ranking === 'impacts',
    scratch: building,
    recorder,
    ...(options.originals === true && { kept: new OriginalsWriter(building) }),
    ...(source !== null && { open: () => source.openCollection(options, building) }),
  };
  // Where vectors are brought along, those of the file are taken, and no others.
  const known = encoder?.vectors === undefined ? (encoder?.description ?? null) : null;
  const former = source?.vectorsOf(known) ?? null;
  // Vectors of one model stay, and must not be joined by those of another.
  if (former !== null && isRemote(encoder!.description)) await compareProbes(source!.manifest, encoder!);
  const kept = source?.unitsOf(key);
  const proofs = source?.proofs() ?? new BlockProofs();
  const { threads, memoryBytes, modules = [] } = options;
  const workers = affordableWorkers(threads, memoryBytes, null);
  const { standing = NONE_STANDING } = options;
  const threadsKey = JSON.stringify({ workers, modules });
  const shardThreads = await standing.take('shards', threadsKey, () => new ShardThreads(workers, modules));
  let areSpare = false;
  let manifest: Manifest;
  let tally: Tally;
  let units: readonly UnitSummary[];
  const early: EarlyProofPlace = { proof: null };
  try {
    const made = await readAndAssemble(
      { ...place, former, kept, shardThreads, proofs, early },
      journal,
      options,
      reading,
    );
    ({ tally, units } = made);
    const { manifest: assembled, sharedAddresses, described } = made;
    const isSmall = sumSizes(place.staged) <= MOST_PARALLEL_BYTES;
    if (!isSmall) await shardThreads.end();
    collectGarbage();
    const complete = await addNearest(assembled, place.staged, options);
    await writeEngineFiles(engineOf(complete), place.staged, complete);
    const skipped = tally.skipped + (source?.skipped ?? 0);
    const read = {
      skipped,
      html: options.html ?? DEFAULT_HTML,
      ...(sharedAddresses > 0 && { sharedAddresses }),
      ...originOf(options),
      ...(encoder?.vectors !== undefined && {
        vectors: { name: encoder.vectors.name, sha256: encoder.vectors.sha256 },
      }),
      ...describeCuration(options, (tally.dropped ?? 0) + (source?.dropped ?? 0)),
      ...(options.block !== undefined && { blocked: addCounts(tally.blocked, source?.blocked ?? NONE_BLOCKED) }),
    };
    const { proveBuild } = await import('./prove-build.ts');
    manifest = await proveBuild(complete, read, {
      ...place,
      described,
      proofs,
      shardThreads: isSmall ? shardThreads : null,
      early: early.proof,
    });
    areSpare = isSmall;
  } finally {
    await early.proof?.close();
    await (areSpare ? standing.leave('shards', threadsKey, shardThreads) : shardThreads.end());
  }
  proofs.write(building);
  const most = source === null ? MOST_BUILT_UNIT_BYTES : MOST_KEPT_UNIT_BYTES;
  const beside = { name: options.name, encoderPath: encoder === null ? undefined : placeOfEncoder(encoder) };
  const { empty, undated, ignored, topics, kinds } = tally;
  const used = usesOf(options);
  writeBuildRecord(join(building, BUILD_RECORD), {
    change: options.change?.kind ?? null,
    folder: process.cwd(),
    settings: settingsOfBuild(options),
    ...(used.length > 0 && { used }),
    read: { empty, undated, ignored, topics, kinds },
    inputs: recorder.runsOf(options.inputs, source?.inputs ?? []),
  });
  options.recipe?.checkUnchanged();
  const { generation } = publishGeneration(directory, place.staged, manifest, beside, (name) =>
    placeRecords(directory, building, name, { key, units, most }),
  );
  clearBuilding(building);
  return {
    id: manifest.id,
    name: options.name ?? defaultName(directory),
    generation,
    counts: manifest.counts,
    ...(manifest.nearDuplicates !== undefined && { nearDocuments: manifest.nearDuplicates.documents }),
    ...tally,
    bytes: sumBytes(manifest.files),
  };
}

/** What was said of the collection, where something was. */
function originOf({ collection = {}, recipe }: BuildOptions): Pick<Manifest['provenance'], 'collection' | 'recipe'> {
  const said = Object.fromEntries(Object.entries(collection).filter(([, value]) => value !== undefined));
  return {
    ...(Object.keys(said).length > 0 && { collection: said }),
    ...(recipe !== undefined && { recipe: recipe.origin }),
  };
}

/** From the inputs to units, and from them to the files of the generation. */
async function readAndAssemble(
  place: Workplace & {
    readonly former: FormerVectorsPlace | null;
    readonly kept?: KeptUnits;
    readonly shardThreads: ShardThreads;
    readonly proofs: BlockProofs;
    readonly early: EarlyProofPlace;
  },
  journal: Journal,
  options: BuildOptions,
  reading: ReadingOptions,
): Promise<Assembled> {
  const { building, staged, encoder: named, ranking, former, kept, shardThreads, proofs, early } = place;
  const { threads, memoryBytes, analyzer, passages, texts = 'plain', postings = 'compact', modules = [] } = options;
  const { unitDocuments, shardPassages } = options.cut ?? USUAL_CUT;
  const encoder = named?.description ?? null;
  // A change has read its inputs before a thread has started.
  if (kept !== undefined) shardThreads.warm();
  const { units, catalogue, ...tally } = await readUnits({
    reading,
    journal,
    kept,
    workers: affordableWorkers(threads, memoryBytes, named),
    unitDocuments,
    former,
    standing: options.standing ?? NONE_STANDING,
    onRead: () => void loadAssembly(shardThreads).catch(() => {}),
    settings: {
      folder: building,
      analyzer,
      encoder: named === null ? null : { ...named, device: options.encoderDevice ?? buildDeviceOf(named.description) },
      policy: passages,
      texts,
      ranking,
      readsShingles: options.duplicates === 'group-near',
      modules,
      heapMebibytes: workerHeapMebibytes(named),
    },
  });
  collectGarbage();
  const { assembleFiles } = await import('./assemble/files.ts');
  const report = (stage: BuildProgress['stage']) =>
    options.onProgress?.({ stage, documents: catalogue.ids.size, bytes: 0, totalBytes: 0 });
  const describe = (counts: RankingManifest['counts'], found: FoundInDocuments): RankingManifest =>
    describeRanking({ ...options, ranking, postings }, encoder, counts, found);
  const onTables = async ({ counts, fields, near, described }: AssembledTables): Promise<void> => {
    if (ranking === 'impacts' || sumBytes(described) > MOST_PARALLEL_BYTES) return;
    const { EarlyProof } = await import('./prove-build.ts');
    const tables = describe({ ...counts, terms: 0, postings: 0 }, { fields, near });
    early.proof = await EarlyProof.of({ ...tables, files: described }, { staged, encoder: named, proofs });
  };
  const { counts, fields, described, near, scale } = await assembleFiles({
    units,
    catalogue,
    folders: { units: building, output: staged },
    shardPassages,
    layout: postings,
    formula: bm25Of(ranking),
    titledPercent: options.titledPercent ?? TITLED_PERCENT,
    dimensions: encoder?.dimensions ?? null,
    hasFloats: encoder?.precision !== undefined,
    detectsLanguage: options.detectLanguage === true,
    nearPercent: options.duplicates === 'group-near' ? (options.nearPercent ?? DEFAULT_NEAR_PERCENT) : null,
    threads: shardThreads,
    onStage: report,
    onTables,
  });
  reading.kept?.place(staged);
  report('checking');
  const manifest = describe(counts, { fields, near, impacts: describeGiven(scale, staged, options) });
  return { manifest, tally, units, described, sharedAddresses: catalogue.sharedAddresses };
}

/**
 * Loads what comes behind the units while threads are at the last of them, and this one would wait: before the first document there is other
 * work. What goes wrong is told where it is wanted.
 */
async function loadAssembly(shardThreads: ShardThreads): Promise<void> {
  await Promise.all([import('./assemble/files.ts'), import('./prove-build.ts')]);
  shardThreads.warm();
}

/** Of an index whose impacts are given: what its manifest says of them. Writes the weights and the tokenizer of queries. */
function describeGiven(
  scale: number | undefined,
  folder: string,
  { queryTokens: named = 'words', queryTokenizer, queryWeights }: BuildOptions,
): GivenImpactsDescription | undefined {
  if (scale === undefined) return undefined;
  if (queryTokenizer !== undefined) writeQueryTokenizer(folder, readQueryTokenizer(queryTokenizer));
  const queryTokens = queryTokenizer === undefined ? named : 'tokenizer';
  if (queryWeights === undefined) return { scale, queryTokens };
  return { scale, queryTokens, queryWeights: writeQueryWeights(folder, readQueryTable(queryWeights)) };
}

/** Links the vectors, or parts them into cells, where the collection is large enough or that is asked for. */
async function addNearest(ranking: RankingManifest, folder: string, options: BuildOptions): Promise<RankingManifest> {
  const { encoder, counts } = ranking;
  const { documents, passages, shards } = counts;
  if (encoder === null) return ranking;
  const structure = chooseStructure(options.graph ?? 'auto', engineOf(ranking), passages, encoder.dimensions);
  if (structure === null) return ranking;
  const { threads, memoryBytes, modules = [] } = options;
  const assembly = {
    shards,
    dimensions: encoder.dimensions,
    folder,
    threads,
    memoryBytes,
    modules,
    onProgress: (bytes: number, totalBytes: number) =>
      options.onProgress?.({ stage: 'graph', documents, bytes, totalBytes }),
    onExcess: (neededBytes: number) => options.onExcess?.({ stage: 'graph', neededBytes }),
  };
  if (structure === 'graph') {
    const { assembleGraphs } = await import('./graph/assemble-graphs.ts');
    return { ...ranking, graph: await assembleGraphs(assembly) };
  }
  const { assembleCells } = await import('./cells/assemble-cells.ts');
  return { ...ranking, format: CELLS_FORMAT_VERSION, cells: await assembleCells(assembly) };
}
