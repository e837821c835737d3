import type { AnalyzerName } from '../src/analysis/analyzer.ts';
import type { FieldTypes } from '../src/contract/field-type.ts';
import type { RankingName } from '../src/contract/ranking-name.ts';
import type { TextForm } from '../src/format/documents.ts';
import type { PostingsLayout } from '../src/format/frequent-list.ts';
import type { RankingManifest } from '../src/format/manifest.ts';
import type { ModuleUrls } from '../src/modules.ts';
import type { CollectionCut } from './collection-cut.ts';
import type { GraphChoice } from './graph/graph-choice.ts';
import type { FieldMap, Problem } from './ingest/collection.ts';
import type { DocumentsRead } from './read-documents.ts';
import type { PassagePolicy } from './segment/passage.ts';

/** What is asked of a build, and what it tells. */

export interface BuildOptions {
  /** Files and folders, read in this order. */
  readonly inputs: readonly string[];
  readonly directory: string;
  readonly format?: string;
  readonly fields?: FieldMap;
  /** Typed fields that filters may ask for, by the path of each in the metadata. Part of the id. */
  readonly typedFields?: FieldTypes;
  /** Name under which the index is served; no part of its id. */
  readonly name?: string;
  /** How it ranks. Default: `DEFAULT_RANKING`, or the first that the engine can keep. */
  readonly ranking?: RankingName;
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
  /** Documents with titles from which on the others get first words as title; of other bytes. Default: `TITLED_PERCENT`. */
  readonly titledPercent?: number;
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

export interface BuildResult extends Omit<DocumentsRead, 'catalogue'> {
  readonly id: string;
  readonly name: string;
  readonly generation: string;
  readonly counts: RankingManifest['counts'];
  /** Units that an interrupted build had finished before. */
  readonly resumedUnits: number;
  readonly bytes: number;
}
