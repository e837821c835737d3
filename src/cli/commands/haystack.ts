import { type Command, Option } from 'commander';
import type { HaystackFlags } from '../run-haystack.ts';
import { optionOfOneCall, requiredSetting } from '../settings.ts';
import { integer, integers } from '../values.ts';

const MOST_TOKENS = 1_000_000_000;

export function addHaystackCommand(program: Command): void {
  program
    .command('haystack')
    .summary('make long contexts of what answers a question and what only seems to')
    .description(
      'Writes for each judged topic its relevant documents among the best that a retriever takes for an answer, up to so many tokens: OUT/contexts-N.jsonl, with a text a line. With --as collections each is a file of documents, OUT/collections-N/TOPIC.jsonl; with --as indexes there is an index of it too, OUT/indexes-N/TOPIC. The same seed gives the same bytes. OUT/haystack.json says how it was made, and which topics were left out.',
    )
    .argument('<dir>', 'index directory')
    .argument('<out>', 'folder that is absent, empty or of an earlier call')
    .addOption(requiredSetting('--topics <file>', 'topics'))
    .addOption(requiredSetting('--qrels <file>', 'relevance judgments'))
    .addOption(
      requiredSetting('--tokens <numbers>', 'the most tokens of each: 8000,32000').argParser(integers(1, MOST_TOKENS)),
    )
    .addOption(
      new Option('--as <form>', 'what is written').choices(['contexts', 'collections', 'indexes']).default('contexts'),
    )
    .addOption(
      new Option('--retriever <name>', 'whose ranking the others come from; random draws them')
        .choices(['bm25', 'dense', 'hybrid', 'graph', 'random'])
        .default('bm25'),
    )
    .addOption(new Option('--order <order>', 'how documents stand').choices(['ranked', 'shuffled']).default('ranked'))
    .addOption(
      new Option('--seed <n>', 'of a shuffle, and of what is drawn')
        .default(1)
        .argParser(integer(0, 999_999_999_999_999)),
    )
    .option('--tokenizer <source>', 'words, or a tokenizer.json, or the folder of one', 'words')
    .addOption(
      new Option('--depth <n>', 'documents of the retriever that are looked at')
        .default(2560)
        .argParser(integer(1, 10_000)),
    )
    .addOption(optionOfOneCall('--encoder <name>', 'of indexes').default('static'))
    .option('--json', 'print JSON')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb haystack data/wiki haystacks --topics queries.jsonl --qrels qrels.tsv --tokens 8000,32000 --retriever graph',
    )
    .action(async (directory: string, out: string, flags: HaystackFlags) => {
      const { runHaystack } = await import('../run-haystack.ts');
      await runHaystack(directory, out, flags);
    });
}
