import { type PostingsLayout, readForm } from '../../src/format/frequent-list.ts';
import { LargestValues } from '../../src/format/largest-values.ts';
import {
  frequentFrom,
  MAX_FREQUENT_FROM,
  POSTINGS_KIND,
  RARE_BYTES,
  windowCount,
  writeRare,
} from '../../src/format/postings.ts';
import { BLOCK_TERMS } from '../../src/format/term-table.ts';
import { type SectionColumn, SectionFileWriter, type SectionStream } from '../../src/store/section-file-writer.ts';
import { ListEncoder } from './list-encoder.ts';

/** Lays out `postings-SSS.bin`; the counts of every section but the last follow from the document frequencies. */
export class PostingsWriter {
  readonly #file: SectionFileWriter;
  readonly #frequentFrom: number;
  readonly #largest = new LargestValues(100);
  readonly #encoder: ListEncoder;
  readonly #frequencies: SectionColumn;
  readonly #blockRare: SectionColumn;
  readonly #blockFrequent: SectionColumn;
  readonly #rare: SectionStream;
  readonly #rareBytes = new Uint8Array(MAX_FREQUENT_FROM * RARE_BYTES);
  readonly #frequentStarts: SectionColumn;
  readonly #frequentForms: SectionColumn;
  readonly #frequentMaxima: SectionColumn;
  readonly #frequentTenths: SectionColumn;
  readonly #frequentHundredths: SectionColumn;
  readonly #rows: SectionStream;
  readonly #lists: SectionStream;
  #terms = 0;
  #listWords = 0;
  #rareCount = 0;
  #frequentCount = 0;

  constructor(path: string, passages: number, frequencies: Uint32Array, layout: PostingsLayout) {
    const windows = windowCount(passages);
    this.#frequentFrom = frequentFrom(windows);
    this.#encoder = new ListEncoder(windows, layout);
    let rare = 0;
    let inLists = 0;
    let frequent = 0;
    for (const frequency of frequencies) {
      if (frequency < this.#frequentFrom) rare += frequency;
      else {
        inLists += frequency;
        frequent++;
      }
    }
    const blocks = Math.ceil(frequencies.length / BLOCK_TERMS);
    this.#file = new SectionFileWriter(path, POSTINGS_KIND, [
      { name: 'df', type: 'u8', elements: frequencies.length },
      { name: 'block.rare', type: 'u32', elements: blocks },
      { name: 'block.freq', type: 'u32', elements: blocks },
      { name: 'rare', type: 'u8', elements: rare * RARE_BYTES },
      { name: 'freq.start', type: 'u32', elements: frequent + 1 },
      { name: 'freq.form', type: 'u8', elements: frequent },
      { name: 'freq.max', type: 'u16', elements: frequent },
      { name: 'freq.tenth', type: 'u16', elements: frequent },
      { name: 'freq.hundredth', type: 'u16', elements: frequent },
      { name: 'row', type: 'u32', elements: frequent * windows },
      { name: 'lists', type: 'u32', elements: inLists },
    ]);
    this.#frequencies = this.#file.column('df');
    this.#blockRare = this.#file.column('block.rare');
    this.#blockFrequent = this.#file.column('block.freq');
    this.#rare = this.#file.section('rare');
    this.#frequentStarts = this.#file.column('freq.start');
    this.#frequentForms = this.#file.column('freq.form');
    this.#frequentMaxima = this.#file.column('freq.max');
    this.#frequentTenths = this.#file.column('freq.tenth');
    this.#frequentHundredths = this.#file.column('freq.hundredth');
    this.#rows = this.#file.section('row');
    this.#lists = this.#file.section('lists');
    this.#frequentStarts.push(0);
  }

  /**
   * Takes the postings of the next term: `start` … `end` − 1 of both arrays, passages ascending.
   *
   * @returns bits of a gap of its list; 0 where it has none
   */
  add(passages: Uint32Array, impacts: Uint16Array, start: number, end: number): number {
    if (this.#terms++ % BLOCK_TERMS === 0) {
      this.#blockRare.push(this.#rareCount);
      this.#blockFrequent.push(this.#frequentCount);
    }
    if (end - start >= this.#frequentFrom) {
      this.#addFrequent(passages, impacts, start, end);
      return readForm(this.#encoder.form).gapBits;
    }
    this.#frequencies.push(end - start);
    for (let i = start; i < end; i++) writeRare(this.#rareBytes, i - start, passages[i], impacts[i]);
    this.#rare.append(this.#rareBytes.subarray(0, (end - start) * RARE_BYTES));
    this.#rareCount += end - start;
    return 0;
  }

  #addFrequent(passages: Uint32Array, impacts: Uint16Array, start: number, end: number): void {
    const largest = this.#largest;
    largest.clear();
    for (let i = start; i < end; i++) largest.add(impacts[i]);
    const list = this.#encoder.encode(passages, impacts, start, end);
    this.#lists.append(list);
    this.#rows.append(this.#encoder.rows);
    this.#listWords += list.length;
    this.#frequencies.push(0);
    this.#frequentCount++;
    this.#frequentStarts.push(this.#listWords);
    this.#frequentForms.push(this.#encoder.form);
    this.#frequentMaxima.push(largest.nth(1));
    this.#frequentTenths.push(largest.nth(10));
    this.#frequentHundredths.push(largest.nth(100));
  }

  finish(): void {
    this.#file.endEarly('lists');
    this.#file.finish();
  }

  /** Closes the file as it is, behind a fault. */
  abandon(): void {
    this.#file.abandon();
  }
}
