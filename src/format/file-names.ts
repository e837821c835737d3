/** Names of the files of a generation. All match `[a-z0-9.-]+`, so a manifest cannot name a path. */

export const MANIFEST_FILE = 'manifest.json';
export const DOCUMENTS_FILE = 'documents.arrow';
export const BLOCKS_FILE = 'blocks.bin';
export const PASSAGES_FILE = 'passages.bin';
export const IDS_FILE = 'ids.bin';
export const URLS_FILE = 'urls.bin';
export const ATTRIBUTES_FILE = 'attributes.bin';
export const FIELDS_FILE = 'fields.bin';
export const LINKS_FILE = 'links.bin';
export const DUPLICATES_FILE = 'duplicates.bin';
export const QUERY_WEIGHTS_FILE = 'query-weights.bin';
/** As a model brings it. */
export const QUERY_TOKENIZER_FILE = 'query-tokenizer.json';
/** The files that documents were made of, and where each is; only with `--originals`. The first one is read from disk. */
export const ORIGINALS_FILE = 'originals.bin';
export const ORIGINAL_PLACES_FILE = 'original-places.bin';

export const FILE_NAME_PATTERN = /^[a-z0-9][a-z0-9.-]{0,63}$/;

/** Structures that answer every query, one file each or one a shard. */
const IN_MEMORY = new Set([
  BLOCKS_FILE,
  PASSAGES_FILE,
  IDS_FILE,
  URLS_FILE,
  ATTRIBUTES_FILE,
  FIELDS_FILE,
  LINKS_FILE,
  DUPLICATES_FILE,
  QUERY_WEIGHTS_FILE,
  QUERY_TOKENIZER_FILE,
  ORIGINAL_PLACES_FILE,
]);
const SHARDS_IN_MEMORY = /^(terms|postings|vectors|graph|cells)-\d{3,}\.bin$/;

/** Whether a file is one of sections: neither the documents nor their originals, no tokenizer, and none of an engine's own. */
export function isSectionFile(name: string): boolean {
  return (isHeldInMemory(name) && name !== QUERY_TOKENIZER_FILE) || /^(positions|floats)-\d{3,}\.bin$/.test(name);
}

/** Whether a file is held in shared memory while it is served. The rest is read from disk, an engine's own files too. */
export function isHeldInMemory(name: string): boolean {
  return IN_MEMORY.has(name) || SHARDS_IN_MEMORY.test(name);
}

/** Whether a file holds the int8 vectors of a shard. */
export function isVectors(name: string): boolean {
  return /^vectors-\d{3,}\.bin$/.test(name);
}

/** Whether a file holds the terms of a shard, or lists of their passages or positions. */
export function isOfLists(name: string): boolean {
  return /^(terms|postings|positions)-\d{3,}\.bin$/.test(name);
}

function shardName(stem: string, shard: number): string {
  return `${stem}-${String(shard).padStart(3, '0')}.bin`;
}

export const termsFile = (shard: number) => shardName('terms', shard);
export const postingsFile = (shard: number) => shardName('postings', shard);
export const positionsFile = (shard: number) => shardName('positions', shard);
export const vectorsFile = (shard: number) => shardName('vectors', shard);
/** Read from disk, a row at a time. */
export const floatsFile = (shard: number) => shardName('floats', shard);
export const graphFile = (shard: number) => shardName('graph', shard);
export const cellsFile = (shard: number) => shardName('cells', shard);

/** The file of vectors behind which, in one memory, this one lies; the name itself of any other. */
export function besideVectors(name: string): string {
  return name.replace(/^(graph|cells)-/, 'vectors-');
}

const FORMAT_FILES = new Set([...IN_MEMORY, MANIFEST_FILE, DOCUMENTS_FILE, ORIGINALS_FILE]);
const SHARD_FILE = /^(terms|postings|positions|vectors|floats|graph|cells)-\d{3,}\.bin$/;

/** Whether a generation has a file of this name, beside those of its engine. */
export function isFormatFile(name: string): boolean {
  return FORMAT_FILES.has(name) || SHARD_FILE.test(name);
}
