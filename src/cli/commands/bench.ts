import { cpus } from 'node:os';
import { type Command, Option } from 'commander';
import type { SearchMode, SearchRequest } from '../../contract/search.ts';
import { summarizeMs } from '../../evaluation/latency.ts';
import { readTopics } from '../../evaluation/topic-file.ts';
import type { DeviceChoice } from '../../retrieval/gpu/vector-device.ts';
import type { Searcher } from '../../retrieval/searcher.ts';
import { openIndex } from '../../store/open.ts';
import { SOFTWARE_VERSION } from '../../version.ts';
import { describeDevice, deviceOption, openSearcher } from '../device.ts';
import { print, printJson } from '../output.ts';
import { integer } from '../values.ts';

interface BenchFlags {
  readonly topics?: string;
  readonly queries: number;
  readonly passes: number;
  readonly k: number;
  readonly device: DeviceChoice;
  readonly json?: boolean;
}

export function addBenchCommand(program: Command): void {
  program
    .command('bench')
    .summary('measure latency and memory of an index on this machine')
    .description(
      'Searches in one thread, in process, and prints latency per mode with and without snippets. Without --topics the\nqueries are the opening words of documents spread over the collection.',
    )
    .argument('<dir>', 'index directory')
    .option('--topics <file>', 'queries to use')
    .addOption(new Option('--queries <n>', 'at most so many queries').default(500).argParser(integer(1, 100_000)))
    .addOption(
      new Option('--passes <n>', 'passes over the queries; the best of each query counts')
        .default(3)
        .argParser(integer(1, 100)),
    )
    .addOption(new Option('-k, --k <n>', 'hits').default(10).argParser(integer(1, 1000)))
    .addOption(deviceOption('auto'))
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  stillweb bench data/handbook --topics queries.jsonl --json')
    .action(bench);
}

async function bench(directory: string, flags: BenchFlags): Promise<void> {
  const openedMs = performance.now();
  const opened = await openSearcher(openIndex(directory), flags.device);
  const { searcher } = opened;
  const { index } = searcher.view;
  const openMs = performance.now() - openedMs;
  const queries = flags.topics === undefined ? sampleQueries(searcher, flags.queries) : await topicQueries(flags);
  const results = [];
  for (const mode of searcher.modes) {
    for (const snippet of [false, { tokens: 64 }] as const) {
      results.push({ mode, snippet: snippet !== false, ms: await measure(searcher, queries, mode, snippet, flags) });
    }
  }
  const { manifest } = index;
  const { device, adapter, reason } = opened.report;
  const outcome = {
    index: { name: index.name, id: manifest.id },
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      node: process.version,
      stillweb: SOFTWARE_VERSION,
      device: { kind: device, adapter, reason },
    },
    workload: { queries: queries.length, passes: flags.passes, k: flags.k, topics: flags.topics ?? 'sampled' },
    openMs: Math.round(openMs),
    residentBytes: process.memoryUsage().rss,
    indexBytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
    results,
  };
  await opened.close();
  if (flags.json) {
    printJson(outcome);
    return;
  }
  print(
    `${index.name}@${manifest.id}: opened in ${outcome.openMs} ms, ${Math.round(outcome.residentBytes / 1e6)} MB resident`,
  );
  print(`vectors compared on the ${describeDevice({ ...opened.report, device, adapter, reason })}`);
  for (const { mode, snippet, ms } of results) {
    print(
      `${mode.padEnd(7)} ${snippet ? 'with snippets   ' : 'without snippets'}  mean ${ms.mean} ms  p50 ${ms.p50}  p95 ${ms.p95}  p99 ${ms.p99}`,
    );
  }
}

/** Per query the fastest of its passes: other work on the machine only ever adds time. */
async function measure(
  searcher: Searcher,
  queries: readonly string[],
  mode: SearchMode,
  snippet: SearchRequest['snippet'],
  { passes, k }: BenchFlags,
) {
  const best = new Array<number>(queries.length).fill(Number.POSITIVE_INFINITY);
  for (let pass = 0; pass <= passes; pass++) {
    for (const [i, query] of queries.entries()) {
      const request = {
        queries: [query],
        mode,
        k,
        offset: 0,
        unit: 'document',
        snippet,
        text: false,
        explain: false,
      } as const;
      const startMs = performance.now();
      await searcher.search(request);
      // The first pass warms up.
      if (pass > 0) best[i] = Math.min(best[i], performance.now() - startMs);
    }
  }
  const { mean, p50, p95, p99 } = summarizeMs(best);
  const round = (value: number) => Number(value.toFixed(4));
  return { mean: round(mean), p50: round(p50), p95: round(p95), p99: round(p99) };
}

function sampleQueries(searcher: Searcher, limit: number): string[] {
  const { documents } = searcher.view.passages;
  const count = Math.min(limit, documents);
  return Array.from({ length: count }, (_, i) => {
    const { title, text } = searcher.documents.get(Math.floor((i * documents) / count));
    const words = `${title} ${text.slice(0, 300)}`.split(/[ \n]+/).filter(Boolean);
    return words.slice(0, 2 + (i % 9)).join(' ');
  });
}

async function topicQueries(flags: BenchFlags): Promise<string[]> {
  const topics = await readTopics(flags.topics as string);
  return topics.slice(0, flags.queries).map(({ text }) => text);
}
