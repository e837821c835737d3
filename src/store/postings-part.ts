import { join } from 'node:path';
import { postingsFile, termsFile } from '../format/file-names.ts';
import { POSTINGS_KIND, RARE_BYTES, ShardPostings, TERM_KIND } from '../format/postings.ts';
import { createPostingsMemory, type PostingsMemory } from '../wasm/postings-memory.ts';
import { statSync } from './file-system.ts';
import { SectionFileReader } from './section-file-reader.ts';

/** Sections of postings, which are read for the terms that are asked for. */
const LISTS = ['rare', 'lists'];
/** What places in `lists` count. */
const PLACE_BYTES = Uint32Array.BYTES_PER_ELEMENT;

/**
 * The postings of one shard at a time, with the lists of some terms alone. Memory of which no byte is written takes no
 * room, so a shard costs what its terms cost and not what its postings do.
 */
export class PostingsPart {
  /** For the kernel; null when the files are too large for a WebAssembly memory. */
  readonly memory: PostingsMemory | null;
  readonly #folder: string;
  readonly #buffer: SharedArrayBuffer;

  /** Room for the largest of the shards. */
  constructor(folder: string, shards: number) {
    const sizes = Array.from({ length: shards }, (_, shard) => statSync(join(folder, postingsFile(shard))).size);
    this.#folder = folder;
    this.memory = createPostingsMemory(Math.max(...sizes));
    this.#buffer = this.memory?.memory.buffer ?? new SharedArrayBuffer(Math.max(...sizes));
  }

  /**
   * Valid until the next call.
   *
   * @param passages passages of the shard
   * @throws StillwebError INDEX_CORRUPT
   */
  read(shard: number, passages: number, terms: ReadonlySet<string>): ShardPostings {
    const termReader = new SectionFileReader(this.#folder, termsFile(shard), TERM_KIND);
    const reader = new SectionFileReader(this.#folder, postingsFile(shard), POSTINGS_KIND);
    try {
      const termBytes = new Uint8Array(termReader.bytes);
      termReader.readAt(termBytes, 0);
      const bytes = new Uint8Array(this.#buffer, 0, reader.bytes);
      const readRange = (start: number, length: number) => reader.readAt(bytes.subarray(start, start + length), start);
      readRange(0, Math.min(...Array.from(reader.sections.values(), ({ offset }) => offset)));
      for (const { name, offset, bytes: length } of reader.sections.values()) {
        if (!LISTS.includes(name)) readRange(offset, length);
      }
      const postings = new ShardPostings(passages, { name: termReader.name, bytes: termBytes }, { ...reader, bytes });
      const [rare, lists] = LISTS.map((name) => reader.section(name));
      for (const term of terms) {
        const ordinal = postings.terms.find(term);
        if (ordinal < 0) continue;
        const { start, rareCount } = postings.locate(ordinal);
        if (rareCount > 0) readRange(rare.offset + start * RARE_BYTES, rareCount * RARE_BYTES);
        else {
          const [from, to] = postings.frequentStarts.subarray(start, start + 2);
          readRange(lists.offset + from * PLACE_BYTES, (to - from) * PLACE_BYTES);
        }
      }
      return postings;
    } finally {
      termReader.close();
      reader.close();
    }
  }
}
