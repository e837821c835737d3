import { StillwebError } from '../errors.ts';
import { type Attributes, readAttributes } from '../format/attributes.ts';
import { type CellSections, readCells } from '../format/cells.ts';
import { type BlockTable, readBlockTable } from '../format/documents.ts';
import { type Duplicates, readDuplicates } from '../format/duplicates.ts';
import { type FieldTable, readFields } from '../format/fields.ts';
import {
  ATTRIBUTES_FILE,
  BLOCKS_FILE,
  cellsFile,
  DUPLICATES_FILE,
  FIELDS_FILE,
  graphFile,
  IDS_FILE,
  LINKS_FILE,
  ORIGINAL_PLACES_FILE,
  PASSAGES_FILE,
  postingsFile,
  QUERY_TOKENIZER_FILE,
  QUERY_WEIGHTS_FILE,
  termsFile,
  URLS_FILE,
  vectorsFile,
} from '../format/file-names.ts';
import { type GraphSections, readGraph } from '../format/graph.ts';
import { LinkGraph } from '../format/links.ts';
import { readIds, readUrls, type UrlTable } from '../format/lookup-tables.ts';
import { firstPassagesOf } from '../format/manifest.ts';
import { type OriginalPlaces, readOriginalPlaces } from '../format/originals.ts';
import { type PassageTable, readPassages } from '../format/passages.ts';
import { ShardPostings } from '../format/postings.ts';
import { type QueryWeights, readQueryWeights } from '../format/query-weights.ts';
import type { StringTable } from '../format/string-table.ts';
import { readVectors } from '../format/vectors.ts';
import type { OpenIndex } from './open-index.ts';

/** The structures of an open index as typed views into its shared memory. Cheap to make, once in each thread. */
export interface IndexView {
  readonly index: OpenIndex;
  readonly passages: PassageTable;
  readonly attributes: Attributes;
  /** Typed fields; empty where the index has none. */
  readonly fields: FieldTable;
  readonly ids: StringTable;
  readonly urls: UrlTable;
  readonly links: LinkGraph;
  readonly duplicates: Duplicates;
  readonly blocks: BlockTable;
  /** Null where a term of a query counts as often as it is named. */
  readonly queryWeights: QueryWeights | null;
  /** What cuts queries, as a `tokenizer.json`; null where the index holds none. */
  readonly queryTokenizer: Uint8Array | null;
  /** Where the originals of documents are; null where the index keeps none. */
  readonly originals: OriginalPlaces | null;
  readonly postings: readonly ShardPostings[];
  /** Per shard; empty when the index has no encoder, or leaves its vectors on disk. */
  readonly vectors: readonly Int8Array[];
  /** Per shard; empty where vectors are not searched through graphs. */
  readonly graphs: readonly GraphSections[];
  /** Per shard; empty where vectors are not searched through cells. */
  readonly cells: readonly CellSections[];
  readonly firstPassages: readonly number[];
}

/** Makes what each shard has, from its passages and its number. */
export type PerShard = <Part>(
  shards: readonly number[],
  make: (passages: number, shard: number) => Part,
) => readonly Part[];

const AT_ONCE: PerShard = (shards, make) => shards.map(make);

/**
 * @param perShard when the parts of a shard are made. Default: at once
 * @throws StillwebError INDEX_CORRUPT naming the file
 */
export function viewIndex(index: OpenIndex, perShard: PerShard = AT_ONCE): IndexView {
  const { counts, encoder, bm25, fields, nearDuplicates } = index.manifest;
  const sizes = new Map(index.manifest.files.map((file) => [file.name, file.bytes]));
  // Behind a file there may be scratch of the kernels, which is no part of it.
  const bytes = (name: string, at = 0): Uint8Array => {
    const memory = index.memory[name];
    if (memory === undefined) {
      throw new StillwebError('INDEX_CORRUPT', `${name} is not named in the manifest`, { file: name });
    }
    return new Uint8Array(memory, at, sizes.get(name));
  };
  const named = (name: string) => ({ name, bytes: bytes(name) });
  const weighed = index.manifest.impacts?.queryWeights;
  const passages = counts.shards.reduce((sum, count) => sum + count, 0);
  const table = readPassages(PASSAGES_FILE, bytes(PASSAGES_FILE), bm25?.title !== undefined);
  if (table.passages !== passages || table.documents !== counts.documents) {
    const facts = { file: PASSAGES_FILE };
    throw new StillwebError('INDEX_CORRUPT', `${PASSAGES_FILE} disagrees with the counts of the manifest`, facts);
  }
  return {
    index,
    passages: table,
    attributes: readAttributes(ATTRIBUTES_FILE, bytes(ATTRIBUTES_FILE), counts.documents),
    fields: fields === undefined ? new Map() : readFields(FIELDS_FILE, bytes(FIELDS_FILE), fields, counts.documents),
    ids: readIds(IDS_FILE, bytes(IDS_FILE)),
    urls: readUrls(URLS_FILE, bytes(URLS_FILE)),
    links: LinkGraph.read(LINKS_FILE, bytes(LINKS_FILE), counts.documents),
    duplicates: readDuplicates(DUPLICATES_FILE, bytes(DUPLICATES_FILE), nearDuplicates !== undefined),
    queryWeights:
      weighed === undefined ? null : readQueryWeights(QUERY_WEIGHTS_FILE, bytes(QUERY_WEIGHTS_FILE), weighed.tokens),
    queryTokenizer: index.manifest.impacts?.queryTokens === 'tokenizer' ? bytes(QUERY_TOKENIZER_FILE) : null,
    blocks: readBlockTable(BLOCKS_FILE, bytes(BLOCKS_FILE)),
    originals: sizes.has(ORIGINAL_PLACES_FILE)
      ? readOriginalPlaces(ORIGINAL_PLACES_FILE, bytes(ORIGINAL_PLACES_FILE), counts.documents)
      : null,
    postings: perShard(
      counts.shards,
      (count, shard) => new ShardPostings(count, named(termsFile(shard)), named(postingsFile(shard))),
    ),
    vectors:
      encoder === null || index.vectors === 'disk'
        ? []
        : perShard(counts.shards, (count, shard) =>
            readVectors(vectorsFile(shard), bytes(vectorsFile(shard)), count, encoder.dimensions),
          ),
    graphs:
      index.manifest.graph === undefined
        ? []
        : perShard(counts.shards, (count, shard) =>
            readGraph(graphFile(shard), bytes(graphFile(shard), besideAt(index, shard)), count),
          ),
    cells:
      index.manifest.cells === undefined || encoder === null
        ? []
        : perShard(counts.shards, (_count, shard) =>
            readCells(cellsFile(shard), bytes(cellsFile(shard), besideAt(index, shard)), encoder.dimensions),
          ),
    firstPassages: firstPassagesOf(counts.shards),
  };
}

/** The file of a graph, or of cells, lies behind the vectors of its shard, in one memory, where both fit. */
function besideAt({ vectorMemory }: OpenIndex, shard: number): number {
  return vectorMemory[vectorsFile(shard)]?.besideAt ?? 0;
}
