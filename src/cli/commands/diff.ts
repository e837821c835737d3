import { type Command, Option } from 'commander';
import { SEARCH_MODES } from '../../contract/search-mode.ts';
import { MAX_DEPTH } from '../../limits.ts';
import type { DiffFlags } from '../diff/run-diff.ts';
import { optionOfOneCall } from '../settings.ts';
import { fraction, integer } from '../values.ts';

export function addDiffCommand(program: Command): void {
  program
    .command('diff')
    .summary('compare the rankings of two indexes, servers, runs or traces')
    .description(
      'Tells how far two rankings agree, topic by topic and in the mean: overlap of the first places, rank-biased overlap (RBO, extrapolated) and Kendall’s tau. Each side is an index directory, the address of a stillweb server, a TREC run, or a trace of calls. Queries are read as the API reads them.',
    )
    .argument('<ours>', 'index directory, address of a server, run or trace')
    .argument('<theirs>', 'what it is compared with')
    .addOption(optionOfOneCall('--topics <file>', 'queries; two files are else compared on their own'))
    .addOption(optionOfOneCall('-k, --k <n>', 'places compared').default(100).argParser(integer(1, MAX_DEPTH)))
    .addOption(
      optionOfOneCall('--persistence <p>', 'of RBO: how much the weight of a rank is of the one before')
        .default(0.9)
        .argParser(fraction),
    )
    .addOption(new Option('--mode <mode>', 'ranking of indexes and servers').choices(SEARCH_MODES))
    .option('--exact', 'compare every vector, where an index would search a graph of them')
    .option('--token-file <file>', 'file that holds the bearer token of the servers')
    .addOption(optionOfOneCall('--svg <file>', 'draw overlap by depth, and topics by RBO'))
    .option('--per-topic', 'tell every topic')
    .option('--json', 'print JSON')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb diff data/old data/new --topics queries.jsonl --svg diff.svg\n  stillweb diff bm25.run dense.run --per-topic',
    )
    .action(async (ours: string, theirs: string, flags: DiffFlags) => {
      const { runDiff } = await import('../diff/run-diff.ts');
      await runDiff(ours, theirs, flags);
    });
}
