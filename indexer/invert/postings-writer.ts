import { FREQUENT_FROM, POSTINGS_KIND, windowCount } from '../../src/format/postings.ts';
import { WINDOW_PASSAGES } from '../../src/limits.ts';
import { type SectionColumn, SectionFileWriter, type SectionStream } from '../../src/store/section-file-writer.ts';
import { LargestValues } from './largest-values.ts';

/** Lays out `postings-SSS.bin`; the counts of every section follow from the document frequencies. */
export class PostingsWriter {
  readonly #file: SectionFileWriter;
  readonly #windows: number;
  readonly #largest = new LargestValues(100);
  readonly #frequencies: SectionColumn;
  readonly #starts: SectionColumn;
  readonly #rarePassages: SectionColumn;
  readonly #rareImpacts: SectionColumn;
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
    let rare = 0;
    let packed = 0;
    let frequent = 0;
    for (const frequency of frequencies) {
      if (frequency < FREQUENT_FROM) rare += frequency;
      else {
        packed += frequency;
        frequent++;
      }
    }
    this.#file = new SectionFileWriter(path, POSTINGS_KIND, [
      { name: 'df', type: 'u8', elements: frequencies.length },
      { name: 'start', type: 'u32', elements: frequencies.length },
      { name: 'rare.passage', type: 'u32', elements: rare },
      { name: 'rare.impact', type: 'u16', elements: rare },
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
    this.#rarePassages = this.#file.column('rare.passage');
    this.#rareImpacts = this.#file.column('rare.impact');
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
    if (end - start >= FREQUENT_FROM) {
      this.#addFrequent(passages, impacts, start, end);
      return;
    }
    this.#frequencies.push(end - start);
    this.#starts.push(this.#rareCount);
    for (let i = start; i < end; i++) {
      this.#rarePassages.push(passages[i]);
      this.#rareImpacts.push(impacts[i]);
    }
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
