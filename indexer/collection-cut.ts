import { SHARD_PASSAGES } from '../src/limits.ts';
import { UNIT_DOCUMENTS } from './unit/unit-file.ts';

/** Where the units and shards of a collection end. It shapes the files, so builds that users make have but one. */
export interface CollectionCut {
  /** Most documents of a unit. */
  readonly unitDocuments: number;
  /** Most passages of a shard, which holds whole units: no fewer than a unit has. */
  readonly shardPassages: number;
}

/** Tests cut finer, so that a small collection has several shards. */
export const USUAL_CUT: CollectionCut = { unitDocuments: UNIT_DOCUMENTS, shardPassages: SHARD_PASSAGES };
