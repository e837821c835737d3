import type { QueryTokens } from '../src/contract/ranking-name.ts';
import type { CollectionSource, RecipeOrigin } from '../src/format/collection-source.ts';
import type { RankingManifest } from '../src/format/manifest.ts';
import type { ModuleUrls } from '../src/modules.ts';
import type { BuildSettings } from './build-settings.ts';
import type { CollectionChange } from './change/collection-change.ts';
import type { CollectionCut } from './collection-cut.ts';
import type { FieldMap, Problem } from './ingest/collection.ts';
import type { DocumentsRead, OnError } from './read-documents.ts';
import type { StandingThreads } from './threads/standing-threads.ts';

/** What is asked of a build, and what it tells. */

export interface BuildOptions extends BuildSettings {
  /** Files and folders, read in this order. */
  readonly inputs: readonly string[];
  readonly directory: string;
  readonly format?: string;
  readonly fields?: FieldMap;
  /** Of ranking `impacts`: how queries become terms. Default: `words`, parted by white space. */
  readonly queryTokens?: QueryTokens;
  /** Of ranking `impacts`: a `tokenizer.json` that cuts queries, in the place of `queryTokens`. The index holds it. */
  readonly queryTokenizer?: string;
  /** Of ranking `impacts`: file with the weights of the terms of queries. Default: a term counts as often as it is named. */
  readonly queryWeights?: string;
  /** Of ranking `impacts`: files and folders in which documents without a text find theirs, by id. */
  readonly textsFrom?: readonly string[];
  /**
   * File of vectors of the passages, as `recorded:` reads it, beside an encoder that encodes the queries; `?missing=zeros`, `?probe=none`.
   * Its hash is part of the provenance; a change is told it again.
   */
  readonly vectors?: string;
  /** Name under which the index is served; no part of its id. */
  readonly name?: string;
  /** What is said of the collection; no part of the id. A change keeps what it does not say anew. */
  readonly collection?: CollectionSource;
  /** The recipe that names the inputs. */
  readonly recipe?: BuildRecipe;
  /** What becomes of the documents that the directory holds; absent: the index is that of the inputs alone. */
  readonly change?: CollectionChange;
  /** Documents with titles from which on the others get first words as title; of other bytes. Default: `TITLED_PERCENT`. */
  readonly titledPercent?: number;
  /** Where units and shards end; of other bytes than those of the usual cut. Default: `USUAL_CUT`. */
  readonly cut?: CollectionCut;
  /** Worker threads. Moves time only, never a byte of the index. */
  readonly threads: number;
  readonly memoryBytes: number;
  /** Whether less memory than one worker takes is refused. Default: one runs all the same. */
  readonly isMemoryPromised?: boolean;
  /** Where the encoder runs, for a kind that can run in several places. Default: that of its kind for collections. */
  readonly encoderDevice?: string;
  /** Folder in which the vectors of queries are kept, for an encoder of kind `http`. Default: nowhere. */
  readonly encoderCache?: string;
  /** Where threads come from, and wait for the next build. Default: each build starts its own. */
  readonly standing?: StandingThreads;
  /** Modules that register what the settings name, imported by every thread of the build. */
  readonly modules?: ModuleUrls;
  readonly onError: OnError;
  readonly onProblem?: (problem: Problem) => void;
  readonly onProgress?: (progress: BuildProgress) => void;
  /** Called when a stage needs more memory than `memoryBytes`, before it takes it. */
  readonly onExcess?: (excess: MemoryExcess) => void;
}

/** A recipe whose inputs have been compared with it. */
export interface BuildRecipe {
  readonly origin: RecipeOrigin;
  /** Called before the index is published. @throws StillwebError INPUT_CHANGED where the inputs are not those that were compared */
  checkUnchanged(): void;
}

export interface BuildProgress {
  readonly stage: 'reading' | 'postings' | 'graph' | 'checking';
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
  /** Near copies that the index has; absent where they were not looked for. */
  readonly nearDocuments?: number;
  /** Units that an interrupted build had finished before. */
  readonly resumedUnits: number;
  readonly bytes: number;
}
