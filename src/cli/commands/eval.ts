import { type Command, Option } from 'commander';
import { SEARCH_MODES } from '../../contract/search-mode.ts';
import { MAX_DEPTH } from '../../limits.ts';
import { addOpeningOptions, deviceOption } from '../device.ts';
import { importOption } from '../import-option.ts';
import { addLeverOptions, rerankDepthOption, rerankerOption, rerankOption } from '../lever-options.ts';
import type { EvalFlags } from '../run-eval.ts';
import { requiredSetting } from '../settings.ts';
import { integer, words } from '../values.ts';

export function addEvalCommand(program: Command): void {
  const command = program
    .command('eval')
    .summary('measure an index with topics and judgments')
    .description(
      'Searches every topic and prints nDCG@10, MAP, MRR@10, P@10, R@5 and R@100, or the measures that are named, as trec_eval defines them: means over the judged topics. Reads BEIR, TSV and TREC topics, BEIR and TREC judgments, plain or gzip. With --against, --against-mode or --against-run a second system is measured with the same topics, and the differences are tested. --exact, --rerank, --rerank-depth, --no-fuzzy, --no-request-words and --dense-share hold for both sides of --against and --against-mode. To compare an index with itself under other such flags, write one side with --run and name that file by --against-run. With --given-run no index is searched: the run of any system is measured.',
    )
    .argument('[dir]', 'index directory; none with --given-run')
    .option('--topics <file>', 'topics; with --given-run optional: all topics that are judged count then')
    .addOption(requiredSetting('--qrels <file>', 'relevance judgments'))
    .option('--canary <text>', 'what topics and judgments are obfuscated with; better given as STILLWEB_CANARY')
    .addOption(
      new Option('--relevant <list>', 'documents that are relevant, where rows of BrowseComp-Plus are the judgments')
        .choices(['evidence_docs', 'gold_docs'])
        .default('evidence_docs'),
    )
    .addOption(
      new Option(
        '--measures <names>',
        'such as nDCG@20,R@1000,MAP,P(rel=2)@5,Rprec,Bpref,Judged@10,Success@5,SetF, as ir-measures names them',
      ).argParser(words),
    )
    .option('--now <day>', 'the day that {{now}} in topics stands for; default: that of the collection')
    .option('--run <file>', 'write the rankings as a TREC run')
    .option('--metadata', 'begin the run with comments that say how it was made (ir_metadata)')
    .addOption(
      new Option('--given-run <file>', 'measure this TREC run of any system, and search nothing').conflicts([
        'run',
        'against',
        'againstMode',
      ]),
    )
    .option(
      '--per-query <file>',
      'write the measures of each topic as JSON Lines; with --run, the scores as served too',
    )
    .option('--write-topics <file>', 'write the topics as they were searched, dates filled in, as TSV')
    .addOption(new Option('--mode <mode>', 'ranking').choices(SEARCH_MODES))
    .addOption(new Option('-k, --k <n>', 'hits per topic').default(1000).argParser(integer(1, MAX_DEPTH)))
    .addOption(
      new Option('--syntax <syntax>', 'plain: topics are words; query: quotes and operators count')
        .choices(['plain', 'query'])
        .default('plain'),
    )
    .addOption(deviceOption('auto'))
    .option('--exact', 'compare every vector, where the index would search cells or a graph of them')
    .addOption(rerankOption())
    .addOption(rerankDepthOption())
    .addOption(rerankerOption())
    .addOption(importOption())
    .option('--against <dir>', 'compare with this index, topic by topic')
    .addOption(
      new Option('--against-mode <mode>', 'compare with this ranking, of --against or of the same index').choices(
        SEARCH_MODES,
      ),
    )
    .addOption(new Option('--against-run <file>', 'compare with this TREC run').conflicts(['against', 'againstMode']))
    .option('--per-topic', 'print the measures of each topic')
    .option('--json', 'print JSON')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb eval data/scifact --topics queries.jsonl --qrels test.tsv --mode bm25 --run scifact.run\n  stillweb eval data/scifact --topics queries.jsonl --qrels test.tsv --against-mode bm25\n  stillweb eval data/scifact --topics queries.jsonl --qrels test.tsv --no-fuzzy --run exact-words.run\n  stillweb eval data/scifact --topics queries.jsonl --qrels test.tsv --against-run exact-words.run',
    )
    .action(async (directory: string | undefined, flags: EvalFlags) => {
      const { runEval } = await import('../run-eval.ts');
      await runEval(directory, flags);
    });
  addOpeningOptions(addLeverOptions(command));
}
