import type { BenchmarkRecord } from '../../../src/benchmark/record.ts';
import type { GpuRecord } from '../gpu-record.ts';

/**
 * The files of docs/performance/, from which the page is made:
 *
 *   NAME.jsonl   lines of a harness that measures engines side by side, all of one machine: a run
 *   NAME.json    a record of `stillweb bench` or of `npm run bench:gpu`, a list of them, or a table of another measurement
 *
 * A line `{"mode": "note", "title", "text"}` says what a run is.
 */
export interface KeptFile {
  /** File name, which also orders the page. */
  readonly name: string;
  readonly title: string;
  readonly notes: readonly string[];
  readonly lines: readonly ResultLine[];
  readonly records: readonly BenchmarkRecord[];
  readonly gpuRecords: readonly GpuRecord[];
  readonly tables: readonly FreeTable[];
}

/** Milliseconds of the queries of one class. */
export interface LineLatency {
  readonly n: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

interface LineBase {
  readonly peer: string;
  readonly version?: string;
  readonly corpus: string;
  readonly machine: { readonly cpu: string; readonly cores: number };
  /** ISO 8601. */
  readonly at: string;
}

export interface LexicalLine extends LineBase {
  readonly mode: 'lexical';
  readonly docs: number;
  readonly k: number;
  readonly build_wall_s: number;
  readonly build_cpu_s: number;
  readonly build_peak_rss_mb?: number;
  readonly index_bytes: number;
  readonly peak_rss_mb: number;
  /** By class: for each query the fastest of its passes. */
  readonly ms_min: Readonly<Record<string, LineLatency>>;
  /** Share of the first ten hits that Lucene has too, over the first fifty queries. */
  readonly overlap10?: number;
}

export interface DenseLine extends LineBase {
  readonly mode: 'dense';
  readonly docs: number;
  readonly build_threads: number;
  readonly build_wall_s: number;
  readonly build_cpu_s: number;
  readonly index_bytes: number;
  readonly peak_rss_mb: number;
  /** By recall@10 wanted: the first setting that reaches it. */
  readonly at_recall: Readonly<Record<string, DensePoint>>;
}

export interface DensePoint {
  readonly ef: number;
  readonly recall: number;
  readonly ms_min: number;
}

export interface HttpLine extends LineBase {
  readonly mode: 'http';
  readonly k: number;
  readonly peak_rss_mb: number | null;
  readonly levels: readonly {
    readonly connections: number;
    readonly ok: number;
    readonly errors: number;
    readonly qps: number;
    readonly ms: LineLatency | null;
  }[];
}

export type ResultLine = LexicalLine | DenseLine | HttpLine;

/** A measurement that has no form of its own: `{"kind": "table", "title", "machine", "at", "heads", "rows", "notes"?}`. */
export interface FreeTable {
  readonly kind: 'table';
  readonly title: string;
  readonly machine: string;
  readonly at: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly notes?: readonly string[];
}

const NEEDED: Readonly<Record<ResultLine['mode'], readonly string[]>> = {
  lexical: ['peer', 'corpus', 'docs', 'k', 'build_cpu_s', 'index_bytes', 'peak_rss_mb', 'ms_min', 'machine', 'at'],
  dense: ['peer', 'corpus', 'docs', 'build_threads', 'build_cpu_s', 'index_bytes', 'at_recall', 'machine', 'at'],
  http: ['peer', 'corpus', 'levels', 'machine', 'at'],
};

/** @throws Error naming file and line for what is none of the forms above */
export function readKeptFile(name: string, text: string): KeptFile {
  const empty = {
    name,
    title: name.replace(/\.jsonl?$/, ''),
    notes: [],
    lines: [],
    records: [],
    gpuRecords: [],
    tables: [],
  };
  return name.endsWith('.jsonl') ? { ...empty, ...readRun(name, text) } : { ...empty, ...readJson(name, text) };
}

function readRun(name: string, text: string): Pick<KeptFile, 'lines' | 'notes'> & Partial<Pick<KeptFile, 'title'>> {
  const lines: ResultLine[] = [];
  const notes: string[] = [];
  let title: string | undefined;
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parse(`${name}:${i + 1}`, line) as { mode?: unknown; title?: string; text?: string };
    if (value.mode === 'note') {
      title = value.title ?? title;
      if (value.text !== undefined) notes.push(value.text);
      continue;
    }
    const needed = typeof value.mode === 'string' && Object.hasOwn(NEEDED, value.mode) ? value.mode : null;
    if (needed === null) throw new Error(`${name}:${i + 1}: there is no mode ${JSON.stringify(value.mode)}`);
    const missing = NEEDED[needed as ResultLine['mode']].find((field) => !Object.hasOwn(value, field));
    if (missing !== undefined) throw new Error(`${name}:${i + 1}: the field ${missing} is missing`);
    lines.push(value as unknown as ResultLine);
  }
  return { lines, notes, ...(title === undefined ? {} : { title }) };
}

function readJson(name: string, text: string): Pick<KeptFile, 'records' | 'gpuRecords' | 'tables'> {
  const value = parse(name, text);
  const records: BenchmarkRecord[] = [];
  const gpuRecords: GpuRecord[] = [];
  const tables: FreeTable[] = [];
  for (const each of (Array.isArray(value) ? value : [value]) as { kind?: unknown }[]) {
    if (each?.kind === 'stillweb-bench') records.push(each as BenchmarkRecord);
    else if (each?.kind === 'gpu-bench') gpuRecords.push(each as GpuRecord);
    else if (each?.kind === 'table') tables.push(each as FreeTable);
    else throw new Error(`${name}: there is no kind ${JSON.stringify(each?.kind)}`);
  }
  for (const { title, heads, rows } of tables) {
    const isWide = rows.some((row) => row.length !== heads.length);
    if (isWide) throw new Error(`${name}: a row of ${JSON.stringify(title)} is not as wide as its heads`);
  }
  return { records, gpuRecords, tables };
}

function parse(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${place}: this is not JSON`, { cause });
  }
}
