import {
  frequentFrom,
  MAX_FREQUENT_FROM,
  POSTINGS_KIND,
  RARE_BYTES,
  windowCount,
  writeRare,
} from '../../src/format/postings.ts';
import { WINDOW_PASSAGES } from '../../src/limits.ts';
import { type SectionColumn, SectionFileWriter, type SectionStream } from '../../src/store/section-file-writer.ts';
import { LargestValues } from './largest-values.ts';

/** Lays out `postings-SSS.bin`; the counts of every section follow from the document frequencies. */
export class PostingsWriter {
  readonly #file: SectionFileWriter;
  readonly #windows: number;
  readonly #frequentFrom: number;
  readonly #largest = new LargestValues(100);
  readonly #frequencies: SectionColumn;
  readonly #starts: SectionColumn;
  readonly #rare: SectionStream;
  readonly #rareBytes = new Uint8Array(MAX_FREQUENT_FROM * RARE_BYTES);
  readonly #frequentStarts: SectionColumn;
  readonly #frequentMaxima: SectionColumn;
  readonly #frequentTenths: SectionColumn;
  readonly #frequentHundredths: SectionColumn;
  readonly #rowStarts: SectionColumn;
  readonly #rowMaxima: SectionColumn;
  readonly #packed: SectionStream;
  #packedCount = 0;
  #rareCount = 0;
  #frequentCount = 0;
  #buffer: Uint32Array = new Uint32Array(1024);

  constructor(path: string, passages: number, frequencies: Uint32Array) {
    this.#windows = windowCount(passages);
    this.#frequentFrom = frequentFrom(this.#windows);
    let rare = 0;
    let packed = 0;
    let frequent = 0;
    for (const frequency of frequencies) {
      if (frequency < this.#frequentFrom) rare += frequency;
      else {
        packed += frequency;
        frequent++;
      }
    }
    this.#file = new SectionFileWriter(path, POSTINGS_KIND, [
      { name: 'df', type: 'u8', elements: frequencies.length },
      { name: 'start', type: 'u32', elements: frequencies.length },
      { name: 'rare', type: 'u8', elements: rare * RARE_BYTES },
      { name: 'freq.start', type: 'u32', elements: frequent + 1 },
      { name: 'freq.max', type: 'u16', elements: frequent },
      { name: 'freq.tenth', type: 'u16', elements: frequent },
      { name: 'freq.hundredth', type: 'u16', elements: frequent },
      { name: 'packed', type: 'u32', elements: packed },
      { name: 'row.start', type: 'u32', elements: frequent * (this.#windows + 1) },
      { name: 'row.max', type: 'u16', elements: frequent * this.#windows },
    ]);
    this.#frequencies = this.#file.column('df');
    this.#starts = this.#file.column('start');
    this.#rare = this.#file.section('rare');
    this.#frequentStarts = this.#file.column('freq.start');
    this.#frequentMaxima = this.#file.column('freq.max');
    this.#frequentTenths = this.#file.column('freq.tenth');
    this.#frequentHundredths = this.#file.column('freq.hundredth');
    this.#rowStarts = this.#file.column('row.start');
    this.#rowMaxima = this.#file.column('row.max');
    this.#packed = this.#file.section('packed');
    this.#frequentStarts.push(0);
  }

  /** Takes the postings of the next term: `start` … `end` − 1 of both arrays, passages ascending. */
  add(passages: Uint32Array, impacts: Uint16Array, start: number, end: number): void {
    if (end - start >= this.#frequentFrom) {
      this.#addFrequent(passages, impacts, start, end);
      return;
    }
    this.#frequencies.push(end - start);
    this.#starts.push(this.#rareCount);
    for (let i = start; i < end; i++) writeRare(this.#rareBytes, i - start, passages[i], impacts[i]);
    this.#rare.append(this.#rareBytes.subarray(0, (end - start) * RARE_BYTES));
    this.#rareCount += end - start;
  }

  #addFrequent(passages: Uint32Array, impacts: Uint16Array, start: number, end: number): void {
    const count = end - start;
    if (this.#buffer.length < count) this.#buffer = new Uint32Array(count * 2);
    const buffer = this.#buffer;
    const largest = this.#largest;
    largest.clear();
    this.#rowStarts.push(this.#packedCount);
    let window = 0;
    let windowEnd = WINDOW_PASSAGES;
    let maximum = 0;
    for (let i = 0; i < count; i++) {
      const passage = passages[start + i];
      const impact = impacts[start + i];
      for (; passage >= windowEnd; windowEnd += WINDOW_PASSAGES, window++) {
        this.#rowStarts.push(this.#packedCount + i);
        this.#rowMaxima.push(maximum);
        maximum = 0;
      }
      if (impact > maximum) maximum = impact;
      largest.add(impact);
      buffer[i] = (passage & 0xffff) | (impact << 16);
    }
    this.#packedCount += count;
    for (; window < this.#windows; window++) {
      this.#rowStarts.push(this.#packedCount);
      this.#rowMaxima.push(maximum);
      maximum = 0;
    }
    this.#packed.append(buffer.subarray(0, count));
    this.#frequencies.push(0);
    this.#starts.push(this.#frequentCount++);
    this.#frequentStarts.push(this.#packedCount);
    this.#frequentMaxima.push(largest.nth(1));
    this.#frequentTenths.push(largest.nth(10));
    this.#frequentHundredths.push(largest.nth(100));
  }

  finish(): void {
    this.#file.finish();
  }
}
