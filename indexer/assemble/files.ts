import { join } from 'node:path';
import type { Bm25Description } from '../../src/format/bm25.ts';
import type { FieldDescription } from '../../src/format/fields.ts';
import { isOfLists } from '../../src/format/file-names.ts';
import type { PostingsLayout } from '../../src/format/frequent-list.ts';
import { scaleOf } from '../../src/format/given-impacts.ts';
import { MAX_IMPACT } from '../../src/format/impact.ts';
import type { ManifestFile, NearDescription, RankingManifest } from '../../src/format/manifest.ts';
import { type DocumentRun, sumFields } from '../../src/format/scored-passages.ts';
import { describeFiles } from '../../src/store/describe-files.ts';
import { mkdirSync } from '../../src/store/file-system.ts';
import type { Catalogue } from '../catalogue.ts';
import { readDocumentRun } from '../invert/document-run.ts';
import type { Scoring, ShardFolders } from '../invert/shard-plan.ts';
import type { ShardThreads } from '../invert/shard-threads.ts';
import { type UnitSummary, unitFileName } from '../unit/unit-file.ts';
import { UnitReader } from '../unit/unit-reader.ts';
import { assembleDocuments } from './documents.ts';
import { assembleDuplicates } from './duplicates.ts';
import { assembleFields } from './fields.ts';
import { assembleFloats, assembleShards, assembleVectors, planShards } from './shards.ts';
import { assembleCatalogue, assembleLinks, assemblePassages } from './tables.ts';
import { isTitledCollection } from './titled-share.ts';
import { joinWeightRanges } from './weight-range.ts';

export interface FileAssembly {
  readonly units: readonly UnitSummary[];
  readonly catalogue: Catalogue;
  /** Those of the units and of the generation; the latter is made. */
  readonly folders: ShardFolders;
  /** Most passages of a shard. */
  readonly shardPassages: number;
  readonly layout: PostingsLayout;
  /** Null where impacts are given. */
  readonly formula: Bm25Description | null;
  /** As `TITLED_PERCENT`. */
  readonly titledPercent: number;
  /** Of the vectors; null for an index without. */
  readonly dimensions: number | null;
  /** Whether the vectors are kept unrounded too. */
  readonly hasFloats: boolean;
  readonly threads: ShardThreads;
  /** Called when reading is over, and the writing begins. */
  readonly onStage: (stage: 'postings') => void;
  /** Called where there is one shard, when all but its lists is there and a thread is at those: this one has nothing to do. */
  readonly onTables?: (tables: AssembledTables) => Promise<void>;
  /** Whether languages were looked for. */
  readonly detectsLanguage: boolean;
  /** As `assembleDuplicates`. */
  readonly nearPercent: number | null;
}

/** What the files hold, but for terms and postings. */
export interface AssembledTables {
  readonly counts: Omit<RankingManifest['counts'], 'terms' | 'postings'>;
  /** Empty for none; then there is no file of them. */
  readonly fields: readonly FieldDescription[];
  /** Files with their hashes, of those that were written while the threads were at the shards. */
  readonly described: readonly ManifestFile[];
  /** Absent where near copies were not looked for. */
  readonly near?: NearDescription;
}

export interface AssembledFiles extends AssembledTables {
  readonly counts: RankingManifest['counts'];
  /** What given weights were multiplied by; absent where impacts are computed. */
  readonly scale?: number;
}

/**
 * Makes the files of a generation from those of its units, but for graphs and what an engine adds.
 *
 * @returns what they hold
 * @throws StillwebError STORAGE_FAILED
 */
export async function assembleFiles(options: FileAssembly): Promise<AssembledFiles> {
  const { units, catalogue, folders, dimensions, layout, formula, titledPercent, threads } = options;
  const { output } = folders;
  const documents = catalogue.ids.size;
  mkdirSync(output);
  options.onStage('postings');
  const readers = units.map((unit) => new UnitReader(join(folders.units, unitFileName(unit.unit))));
  const isFielded = formula?.title !== undefined;
  const scale = formula === null ? scaleOf(joinWeightRanges(readers), MAX_IMPACT) : undefined;
  const takesFirstWords = isFielded && isTitledCollection(readers, titledPercent);
  const scoring: Scoring = { formula, takesFirstWords, scale };
  const passages = assemblePassages(readers, documents, scoring, output);
  const plans = planShards(units, options.shardPassages);
  const tokens = units.reduce((sum, unit) => sum + unit.tokens, 0);
  const totals = sumFields(passages, tokens, isFielded ? readRuns(readers, scoring) : []);
  const lexical = assembleShards({ plans, folders, totals, layout, scoring, threads });
  // Told by the `await` below; until then this thread has other work, and may throw of its own.
  lexical.catch(() => {});
  if (dimensions !== null) assembleVectors(plans, readers, { dimensions, scoring }, output);
  if (dimensions !== null && options.hasFloats) assembleFloats(plans, readers, dimensions, output);
  const links = assembleLinks(
    readers,
    assembleCatalogue(catalogue, options.detectsLanguage, output),
    documents,
    output,
  );
  const fields = assembleFields(catalogue, output);
  const { repeats, near } = assembleDuplicates(readers, options.nearPercent, output);
  assembleDocuments(readers, output);
  const described = describeFiles(output, [], (name) => !isOfLists(name));
  const shards = plans.map((plan) => plan.unitPassages.reduce((sum, count) => sum + count, 0));
  const counts = { documents, passages, shards, tokens, links, ...repeats };
  const tables = { counts, fields, described, ...(near !== undefined && { near }) };
  if (plans.length === 1) await options.onTables?.(tables);
  return { ...tables, counts: { ...counts, ...(await lexical) }, scale };
}

function* readRuns(units: readonly UnitReader[], { takesFirstWords }: Scoring): Generator<DocumentRun> {
  for (const unit of units) yield readDocumentRun(unit, takesFirstWords);
}
