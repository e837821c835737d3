import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { collectGarbage } from '../../indexer/collect-garbage.ts';
import type { Analyzer } from '../analysis/analyzer.ts';
import { createAnalyzer } from '../analysis/analyzers.ts';
import { ANSWER_FORMS, type InProcessCase, measureInProcess } from '../benchmark/in-process.ts';
import { measureSize } from '../benchmark/index-size.ts';
import { describeMachine } from '../benchmark/machine.ts';
import { measureOverHttp } from '../benchmark/over-http.ts';
import type { BenchmarkRecord } from '../benchmark/record.ts';
import { sampleQueries } from '../benchmark/sample-queries.ts';
import {
  DEFAULT_WORKLOAD,
  decodeWorkload,
  settleWorkload,
  type Workload,
  type WrittenWorkload,
} from '../benchmark/workload.ts';
import type { SearchMode } from '../contract/search.ts';
import { chooseMode } from '../contract/search-mode.ts';
import { StillwebError } from '../errors.ts';
import { readTopics } from '../evaluation/topic-file.ts';
import { openSearcher } from '../library/open-searcher.ts';
import { namedRerankers } from '../library/reranker-settings.ts';
import type { DeviceChoice } from '../retrieval/gpu/device-choice.ts';
import type { Searcher } from '../retrieval/searcher.ts';
import { openIndex, readManifest } from '../store/open.ts';
import { SOFTWARE_VERSION } from '../version.ts';
import { workerFile } from '../worker-file.ts';
import { printRecord } from './bench-report.ts';
import { type OpeningFlags, openingOf } from './device.ts';
import { importFlags } from './import-option.ts';
import { type RerankFlags, refuseIdleDepth } from './lever-options.ts';
import { printJson } from './output.ts';
import { Progress } from './progress.ts';

/** What `stillweb bench` does; `commands/bench.ts` says what it may be told. */

export interface BenchFlags extends OpeningFlags, RerankFlags {
  readonly topics?: string;
  readonly workload?: string;
  readonly queries: number;
  readonly seed?: number;
  readonly k?: number;
  readonly modes?: SearchMode[];
  readonly warm?: number;
  readonly passes?: number;
  readonly clients?: number[];
  readonly seconds?: number;
  readonly http: boolean;
  readonly device: DeviceChoice;
  readonly workers: number;
  readonly build?: string[];
  readonly memory: number;
  readonly threads: number;
  readonly import?: string[];
  readonly saveWorkload?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function runBench(directory: string, flags: BenchFlags): Promise<void> {
  if (flags.topics !== undefined && flags.workload !== undefined) {
    throw new StillwebError('SETTING_INVALID', '--topics and --workload both say which queries', { setting: 'topics' });
  }
  refuseIdleDepth(flags);
  const written = flags.workload === undefined ? undefined : readWorkload(flags.workload);
  const { manifest } = readManifest(directory);
  const progress = new Progress(flags.quiet === true);
  // A build comes first: only then is the most memory that this process ever had the build's.
  const build =
    flags.build === undefined
      ? null
      : await (await import('./bench-build.ts')).measureBuild(
          directory,
          manifest,
          flags.build,
          flags.threads,
          flags.memory,
          (state) => progress.update(state),
        );
  const { workload, name, ...inProcess } = await searchInProcess(directory, flags, written, progress);
  // The server opens the index anew: a large one would be in memory twice.
  collectGarbage();
  const levels = workload.modes.length * workload.clients.length;
  let level = 0;
  const program = workerFile(import.meta.url, './main.js');
  const http =
    flags.http && levels > 0
      ? await measureOverHttp(program, directory, workload, serveFlags(flags), (mode, clients) =>
          progress.update({
            stage: `HTTP, ${mode}, ${clients} connections`,
            count: level,
            unit: 'levels',
            done: level++,
            total: levels,
          }),
        )
      : null;
  progress.finish();
  const { id, engine, analyzer, encoder, passages, counts } = manifest;
  const queries: Record<string, number> = { all: workload.queries.length };
  for (const query of workload.queries) queries[query.class] = (queries[query.class] ?? 0) + 1;
  const record: BenchmarkRecord = {
    kind: 'stillweb-bench',
    at: new Date().toISOString(),
    stillweb: SOFTWARE_VERSION,
    machine: describeMachine(),
    index: { name, id, engine, analyzer: analyzer.name, encoder: encoder?.name ?? null, passages, counts },
    size: measureSize(manifest),
    workload: { ...workload, queries },
    vectors: flags.vectors ?? 'memory',
    ...inProcess,
    http,
    build,
  };
  if (flags.out !== undefined) writeFileSync(flags.out, `${JSON.stringify(record, null, 1)}\n`);
  if (flags.json) printJson(record);
  else printRecord(record);
}

/** So that the server has the encoder and the rerankers that were measured in process. */
function serveFlags({ workers, device, reranker = [], import: modules, ...flags }: BenchFlags): string[] {
  const { encoderPath: path, encoderDevice, encoderCache, vectors } = openingOf(flags);
  const encoder = { 'encoder-path': path, 'encoder-device': encoderDevice, 'encoder-cache': encoderCache };
  const named = { ...encoder, vectors };
  return [
    ...['--workers', String(workers), '--device', device, ...importFlags(modules)],
    ...Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...reranker.flatMap((spec) => ['--reranker', spec]),
  ];
}

interface Searched extends Pick<BenchmarkRecord, 'openMs' | 'residentBytes' | 'device' | 'inProcess'> {
  readonly name: string;
  readonly workload: Workload;
}

/** Opens the index, settles the workload and times searches; when it returns nothing holds the index any more. */
async function searchInProcess(
  directory: string,
  flags: BenchFlags,
  written: WrittenWorkload | undefined,
  progress: Progress,
): Promise<Searched> {
  const startMs = performance.now();
  const rerankers = await namedRerankers(flags.reranker);
  const opened = await openSearcher(openIndex(directory, { ...openingOf(flags), rerankers }), flags.device);
  const { searcher } = opened;
  const openMs = Math.round(performance.now() - startMs);
  try {
    const workload = await makeWorkload(searcher, flags, written);
    if (flags.saveWorkload !== undefined) {
      writeFileSync(flags.saveWorkload, `${JSON.stringify(workload, null, 1)}\n`);
    }
    const inProcess: InProcessCase[] = [];
    for (const mode of workload.modes) {
      for (const answer of ANSWER_FORMS) {
        const stage = `${mode}, ${answer}`;
        const report = (done: number, total: number) =>
          progress.update({ stage, count: done, unit: 'searches', done, total });
        inProcess.push(await measureInProcess(searcher, workload, mode, answer, report));
      }
    }
    const { name } = searcher.view.index;
    const { device, adapter, reason } = opened.report;
    return {
      name,
      workload,
      openMs,
      residentBytes: process.memoryUsage.rss(),
      device: { kind: device, adapter, reason },
      inProcess,
    };
  } finally {
    await opened.close();
  }
}

async function makeWorkload(
  searcher: Searcher,
  flags: BenchFlags,
  given: WrittenWorkload | undefined,
): Promise<Workload> {
  const analyzer = createAnalyzer(searcher.view.index.manifest.analyzer.name as Analyzer['name']);
  const seed = flags.seed ?? given?.seed ?? DEFAULT_WORKLOAD.seed;
  const written =
    given ??
    (flags.topics === undefined
      ? { source: 'sampled', queries: sampleQueries(searcher, analyzer, flags.queries, seed) }
      : { source: basename(flags.topics), queries: await readTopics(flags.topics) });
  const { k, modes, rerank, rerankDepth, warm, passes, clients, seconds } = flags;
  const flagged = Object.fromEntries(
    Object.entries({ seed, k, modes, rerank, rerankDepth, warm, passes, clients, seconds }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const queries = written.queries.slice(0, flags.queries);
  const source = basename(flags.workload ?? 'sampled');
  const workload = settleWorkload({ ...written, ...flagged, queries }, source, searcher.modes, analyzer);
  for (const mode of workload.modes) chooseMode(searcher.modes, mode, searcher.view.index.name);
  if (workload.queries.length > 0) return workload;
  throw new StillwebError('WORKLOAD_INVALID', 'no document of the index holds a term to ask for; give --topics', {});
}

/** @throws StillwebError INPUT_MISSING, WORKLOAD_INVALID */
function readWorkload(file: string): WrittenWorkload {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StillwebError('INPUT_MISSING', `${file} cannot be read`, { file }, { cause });
  }
  return decodeWorkload(text, file);
}
