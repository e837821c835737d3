import { StillwebError } from '../errors.ts';
import { encodeHeader, encodeList, encodeRecord } from '../format/ciff.ts';
import { scaledWeight, scaleOf } from '../format/given-impacts.ts';
import type { ShardPostings } from '../format/postings.ts';
import { writeFully } from '../store/durable.ts';
import { closeSync, openSync, unlinkSync } from '../store/file-system.ts';
import { viewIndex } from '../store/index-view.ts';
import { mergeLists } from '../store/merged-lists.ts';
import type { OpenIndex } from '../store/open.ts';

/** Of an impact: `MAX_IMPACT` is the largest number that has them. */
export const IMPACT_BITS = 14;

export interface CiffExportOptions {
  /** Of the largest count, for engines that hold no larger ones; impacts are then scaled down, and rankings differ. Default: `IMPACT_BITS`. */
  readonly bits?: number;
  /** Called before each term, with how many have been written. */
  readonly tell?: (done: number, total: number) => void;
}

/** What is gathered before it goes to the disk. */
const BUFFER_BYTES = 1024 * 1024;

/**
 * Writes the postings of an index as a CIFF file: terms in byte order, passages as documents, impacts as counts. Equal indexes give equal bytes.
 *
 * A document that is one passage has its id; where some document of the index has several, each passage has the id that hits
 * have, `ID#NUMBER`.
 *
 * @returns terms, and documents of the file
 * @throws StillwebError EXPORT_NOT_OURS where there is something under this name; UNSUPPORTED for an engine that ranks by other postings
 */
export function exportCiff(
  index: OpenIndex,
  path: string,
  { bits = IMPACT_BITS, tell = () => {} }: CiffExportOptions = {},
): { terms: number; documents: number } {
  const { manifest } = index;
  if (manifest.engine === 'wink') {
    const message = 'engine wink ranks by numbers of its own, which are no impacts; CIFF is written of the others';
    throw new StillwebError('UNSUPPORTED', message, { engine: manifest.engine, supported: ['stillweb', 'hnswlib'] });
  }
  const view = viewIndex(index);
  const documents = view.passages.passages;
  const { terms } = manifest.counts;
  const file = openNew(path);
  try {
    const out = new FileBuffer(file);
    const count = counterOf(view.postings, bits);
    const totalTerms = sumCounts(view.postings, count);
    out.append(encodeHeader({ lists: terms, documents, totalTerms, description: `stillweb ${manifest.id}` }));
    const lengths = new Float64Array(documents);
    let done = 0;
    for (const { term, passages, impacts } of mergeLists(view)) {
      tell(done++, terms);
      const counts = impacts.map(count);
      for (let i = 0; i < passages.length; i++) lengths[passages[i]] += counts[i];
      out.append(encodeList(term, passages, counts));
    }
    const { first, document } = view.passages;
    const isWhole = view.passages.documents === documents;
    for (let passage = 0; passage < documents; passage++) {
      const id = view.ids.get(document[passage]);
      const name = isWhole ? id : `${id}#${passage - first[document[passage]]}`;
      out.append(encodeRecord(passage, name, lengths[passage]));
    }
    out.flush();
    closeSync(file);
    return { terms, documents };
  } catch (error) {
    closeSync(file);
    unlinkSync(path);
    throw error;
  }
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    const message = `${JSON.stringify(path)} is there already, and an export writes a new file`;
    throw new StillwebError('EXPORT_NOT_OURS', message, { file: path }, { cause });
  }
}

class FileBuffer {
  readonly #file: number;
  readonly #bytes = Buffer.allocUnsafe(BUFFER_BYTES);
  #used = 0;

  constructor(file: number) {
    this.#file = file;
  }

  append(bytes: Uint8Array): void {
    if (this.#used + bytes.length > BUFFER_BYTES) this.flush();
    if (bytes.length > BUFFER_BYTES) writeFully(this.#file, bytes);
    else {
      this.#bytes.set(bytes, this.#used);
      this.#used += bytes.length;
    }
  }

  flush(): void {
    writeFully(this.#file, this.#bytes.subarray(0, this.#used));
    this.#used = 0;
  }
}

type Count = (impact: number) => number;

/** What an impact is written as: itself, where it is not to have fewer bits. */
function counterOf(shards: readonly ShardPostings[], bits: number): Count {
  if (bits >= IMPACT_BITS) return (impact) => impact;
  let largest = 1;
  for (const impacts of allImpacts(shards)) for (const impact of impacts) largest = Math.max(largest, impact);
  const limit = 2 ** bits - 1;
  const scale = scaleOf({ largest, isWhole: true }, limit);
  return (impact) => scaledWeight(impact, scale, limit);
}

function sumCounts(shards: readonly ShardPostings[], count: Count): number {
  let sum = 0;
  for (const impacts of allImpacts(shards)) for (const impact of impacts) sum += count(impact);
  return sum;
}

function* allImpacts(shards: readonly ShardPostings[]): Generator<Uint16Array> {
  for (const shard of shards) for (let term = 0; term < shard.terms.size; term++) yield shard.list(term).impacts;
}
