import { type Command, Option } from 'commander';
import { MIN_BUILD_BYTES } from '../../../indexer/least-memory.ts';
import {
  DEFAULT_WORKLOAD,
  MAX_CLIENTS,
  MAX_PASSES,
  MAX_SECONDS,
  MAX_WORKLOAD_QUERIES,
} from '../../benchmark/workload.ts';
import { SEARCH_MODES } from '../../contract/search-mode.ts';
import { MAX_K } from '../../limits.ts';
import type { BenchFlags } from '../bench-run.ts';
import { addOpeningOptions, deviceOption } from '../device.ts';
import { importOption } from '../import-option.ts';
import { rerankDepthOption, rerankerOption, rerankOption } from '../lever-options.ts';
import { byteSize, choices, coreCount, integer, integers, list, number } from '../values.ts';

export function addBenchCommand(program: Command): void {
  const { seed, k, warm, passes, clients, seconds } = DEFAULT_WORKLOAD;
  const command = program
    .command('bench')
    .summary('measure latency, throughput, size and memory of an index on this machine')
    .description(
      'Searches in one thread, in process, then through a server of its own on a free port of 127.0.0.1, and prints latency by class of query (short, medium, long), requests a second by number of connections, bytes a posting and memory. Without --topics the queries are titles and words of documents spread over the collection.',
    )
    .argument('<dir>', 'index directory')
    .option('--topics <file>', 'queries to use')
    .option('--workload <file>', 'JSON of queries and settings, as --save-workload writes it; flags win over it')
    .addOption(
      new Option('--queries <n>', 'at most so many queries').default(500).argParser(integer(1, MAX_WORKLOAD_QUERIES)),
    )
    .addOption(new Option('--seed <n>', `of the sampled queries (${seed})`).argParser(integer(0, 0xffff_ffff)))
    .addOption(new Option('-k, --k <n>', `hits (${k})`).argParser(integer(1, MAX_K)))
    .addOption(
      new Option('--modes <list>', 'of hybrid, bm25, dense (all that the index has)').argParser(choices(SEARCH_MODES)),
    )
    .addOption(new Option('--warm <n>', `passes that do not count (${warm})`).argParser(integer(0, MAX_PASSES)))
    .addOption(new Option('--passes <n>', `passes that count (${passes})`).argParser(integer(1, MAX_PASSES)))
    .addOption(
      new Option('--clients <list>', `connections of each level (${clients.join(',')})`).argParser(
        integers(1, MAX_CLIENTS),
      ),
    )
    .addOption(
      new Option('--seconds <n>', `of one level, and at most of one case in process (${seconds})`).argParser(
        number(0.1, MAX_SECONDS),
      ),
    )
    .option('--no-http', 'measure in process only')
    .addOption(deviceOption('auto'))
    .addOption(
      new Option('--workers <n>', 'search threads of the server')
        .default(coreCount(), 'cores')
        .argParser(integer(1, 256)),
    )
    .option('--build <input>', 'build the collection again, elsewhere, and measure that; repeatable', list)
    .addOption(
      new Option('--memory <size>', 'memory to build in').default(1024 ** 3, '1g').argParser(byteSize(MIN_BUILD_BYTES)),
    )
    .addOption(
      new Option('--threads <n>', 'threads to build with').default(coreCount(), 'cores').argParser(integer(1, 256)),
    )
    .addOption(rerankOption())
    .addOption(rerankDepthOption())
    .addOption(rerankerOption())
    .addOption(importOption())
    .option('--save-workload <file>', 'write the queries and settings as JSON')
    .option('--out <file>', 'write the record as JSON')
    .option('--json', 'print the record as JSON')
    .option('--quiet', 'no progress')
    .addHelpText('after', '\nExample:\n  stillweb bench data/handbook --topics queries.jsonl --out handbook.json')
    .action(async (directory: string, flags: BenchFlags) => {
      const { runBench } = await import('../bench-run.ts');
      await runBench(directory, flags);
    });
  addOpeningOptions(command);
}
