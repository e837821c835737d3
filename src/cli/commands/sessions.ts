import { type Command, Option } from 'commander';
import type { SessionsFlags } from '../sessions/run-sessions.ts';
import { optionOfOneCall } from '../settings.ts';
import { integer } from '../values.ts';

export function addSessionsCommand(program: Command): void {
  program
    .command('sessions')
    .summary('measure what agents did, session by session, from logs')
    .description(
      'Reads logs of searches and cuts them into sessions: a trace of stillweb serve, the log of DeepResearchGym as CSV, paths of Wikispeedia, or any CSV, TSV or JSON Lines by --columns; plain or gzip. Tells steps, gaps, repeated queries, kinds of reformulations, how many new terms stood in what was retrieved before (CTAR), evidence found step by step, and what was spent. No model is asked.',
    )
    .argument('<files...>', 'logs')
    .addOption(
      optionOfOneCall('--format <format>', 'of the logs (default: told by their first line)').choices([
        'trace',
        'deepresearchgym',
        'wikispeedia',
        'columns',
      ]),
    )
    .addOption(
      optionOfOneCall(
        '--columns <list>',
        'what columns are, as query=q,time=at,client=ip,session=sid; also step, kind, question, ids, opened, texts, tokens, bytes, error',
      ),
    )
    .addOption(
      optionOfOneCall('--gap <minutes>', 'a longer silence ends a session that the log does not name')
        .default(30)
        .argParser(integer(0, 1_000_000)),
    )
    .addOption(
      optionOfOneCall('--split <way>', 'topic: queries of one client that share no terms are of other sessions')
        .choices(['gap', 'topic'])
        .default('gap'),
    )
    .addOption(
      optionOfOneCall('--analyzer <name>', 'terms of queries and texts (default: that of --index, or english)').choices(
        ['english', 'plain'],
      ),
    )
    .addOption(optionOfOneCall('--index <dir>', 'index whose texts are the evidence, where the log keeps none'))
    .addOption(optionOfOneCall('--qrels <file>', 'judgments; topics are names of sessions, or NAME of NAME#…'))
    .addOption(optionOfOneCall('--page <file>', 'write the report as one page of HTML, with plots'))
    .addOption(optionOfOneCall('--arrow <file>', 'write a row a session as a table of Apache Arrow'))
    .addOption(new Option('--per-session', 'tell every session'))
    .option('--json', 'print JSON')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb sessions calls.jsonl --index data/handbook --page sessions.html\n  stillweb sessions log.csv --columns client=user,time=at,query=q --split topic --json',
    )
    .action(async (files: string[], flags: SessionsFlags) => {
      const { runSessions } = await import('../sessions/run-sessions.ts');
      await runSessions(files, flags);
    });
}
