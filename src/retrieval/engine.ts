import type { RankingName } from '../contract/ranking-name.ts';
import type { RankingManifest } from '../format/manifest.ts';
import type { IndexView } from '../store/index-view.ts';
import type { GpuMailbox } from './gpu/mailbox.ts';
import type { Retriever } from './retriever.ts';

/** The seam of engines: who makes the retrievers of an index, and which files of its own it needs for that. */

/** What a build asks an engine for. */
export interface EngineSettings {
  /** Whether the index gets vectors. */
  readonly hasVectors: boolean;
}

/** The retrievers of one index. */
export interface EngineLegs {
  readonly lexical: Retriever;
  /** null where the index has no vectors */
  readonly dense: Retriever | null;
}

export interface Engine {
  /** As on the command line and in the manifest. */
  readonly name: string;
  /**
   * Names of the files that `write` adds to those of the format, which it matches by `FILE_NAME_PATTERN`. They are part of
   * the index id, and stay on disk while the index is served: `open` reads them from the folder of the index.
   */
  readonly files: readonly string[];
  /** The rankings that an index of this engine can be built for. The first is its default where it lacks `DEFAULT_RANKING`. */
  readonly rankings: readonly [RankingName, ...RankingName[]];
  /** Whether the dense leg searches cells or graphs of the vectors where the index has them; else none are built. */
  readonly takesGraphs: boolean;
  /** Whether the dense leg, without them, is the exact scan: a GPU can take it over without changing a ranking. */
  readonly comparesEveryVector: boolean;
  /**
   * Whether both legs are those of `shardwise.ts`, which ranks an index from its files, shard after shard. The proof of any
   * other is ranked by the opened index, which must fit into the memory of the build.
   */
  readonly ranksShardwise: boolean;
  /**
   * Refuses what would fail at the end of a build, or in every worker of a server.
   *
   * @throws StillwebError ENGINE_MISSING, UNSUPPORTED
   */
  check(settings: EngineSettings): void;
  /**
   * Writes `files` beside the assembled ones: equal indexes get equal bytes.
   *
   * @throws StillwebError ENGINE_MISSING; UNSUPPORTED for a collection that the engine cannot hold; STORAGE_FAILED
   */
  write(folder: string, manifest: RankingManifest): void | Promise<void>;
  /**
   * @param mailbox to the GPU that holds the vectors; null to compare them on the CPU, with the same answers
   * @throws StillwebError ENGINE_MISSING, INDEX_CORRUPT
   */
  open(view: IndexView, mailbox: GpuMailbox | null): EngineLegs | Promise<EngineLegs>;
}
