import type { ErrorCode } from '../src/errors.ts';
import type { CollectedDocument, IgnoredEntry, Problem } from './ingest/collection.ts';
import { readEnding, withoutCompression } from './ingest/file-name.ts';

/** What reading did with what the inputs hold, by kind. Each list has the most frequent first, then in code-unit order. */
export interface KindTally {
  /** Documents that are in the index, by the format that they were read as. */
  readonly formats: readonly { readonly format: string; readonly documents: number }[];
  /** Records that are not, by the code of what is wrong with them, with the first of each. */
  readonly faults: readonly {
    readonly code: ErrorCode;
    readonly records: number;
    readonly examples: readonly string[];
  }[];
  /** Files of folders that are in no format, by the ending of their names; empty for a name without one. */
  readonly others: readonly { readonly ending: string; readonly files: number }[];
  /** Records that are no documents and no faults, such as the redirects of a web archive, by what they are. */
  readonly passed: readonly { readonly what: string; readonly records: number }[];
  /** Documents whose record has no id: their URL stands for it, or the name of the file and the number of the record. */
  readonly unnamed: number;
}

/** Of each code, so that a folder with a thousand faults is told in a few lines. */
const EXAMPLES = 3;
/** Inputs may hold names made to fill memory: further ones count as `…`. */
const MAX_NAMES = 1000;
const FURTHER = '\u2026';

export class KindCounts {
  readonly #formats = new Map<string, number>();
  readonly #faults = new Map<ErrorCode, { records: number; examples: string[] }>();
  readonly #others = new Map<string, number>();
  readonly #passed = new Map<string, number>();
  readonly #missing = new Set<unknown>();
  #format = '';
  #unnamed = 0;

  /** Called before the documents of each file. */
  beginFormat(format: string): void {
    this.#format = format;
  }

  addDocument({ isUnnamed }: CollectedDocument): void {
    increment(this.#formats, this.#format);
    if (isUnnamed === true) this.#unnamed += 1;
  }

  addProblem({ code, error }: Problem): void {
    const known = this.#faults.get(code) ?? { records: 0, examples: [] };
    known.records += 1;
    // A package that is not installed is told once, with the first file that wants it.
    const { package: missing } = error.facts;
    const isNew = missing === undefined || !this.#missing.has(missing);
    if (missing !== undefined) this.#missing.add(missing);
    if (isNew && known.examples.length < EXAMPLES) known.examples.push(error.message);
    this.#faults.set(code, known);
  }

  addIgnored({ path, reason }: IgnoredEntry): void {
    if (reason !== 'kind') return;
    const ending = readEnding(withoutCompression(path.replaceAll('\\', '/')));
    increment(this.#others, ending);
  }

  addPassed(what: string): void {
    increment(this.#passed, what);
  }

  /** What there is where no document is, behind a sentence: the first fault, and how many records were passed over. */
  describeLeftOut(): string {
    const { faults, passed } = this.tally();
    const records = passed.reduce((sum, each) => sum + each.records, 0);
    const first = faults.length === 0 ? '' : `; left out first: ${faults[0].examples[0]}`;
    return records === 0 ? first : `${first}; ${records} records are no pages, most of them: ${passed[0].what}`;
  }

  tally(): KindTally {
    const faults = [...this.#faults].map(([code, { records, examples }]) => ({ code, records, examples }));
    return {
      formats: ordered(this.#formats).map(([format, documents]) => ({ format, documents })),
      faults: faults.sort((a, b) => b.records - a.records || (a.code < b.code ? -1 : 1)),
      others: ordered(this.#others).map(([ending, files]) => ({ ending, files })),
      passed: ordered(this.#passed).map(([what, records]) => ({ what, records })),
      unnamed: this.#unnamed,
    };
  }
}

function increment(counts: Map<string, number>, name: string): void {
  const known = counts.has(name) || counts.size < MAX_NAMES ? name : FURTHER;
  counts.set(known, (counts.get(known) ?? 0) + 1);
}

function ordered(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
}
