import { type Command, Option } from 'commander';
import { StillwebError } from '../../errors.ts';
import type { Policy } from '../../intercept/answer-request.ts';
import type { InterceptOutcome } from '../../intercept/intercept.ts';
import { usualWorkers } from '../../library/usual-workers.ts';
import { importOption } from '../import-option.ts';
import { note } from '../output.ts';
import { readToken } from '../token-file.ts';
import { integer, list } from '../values.ts';

/** A start of the program need not load the file that acts on them. */
const POLICIES = ['not-found', 'refuse'] as const satisfies readonly Policy[];

interface RunFlags {
  readonly index?: string[];
  readonly server?: string;
  readonly tokenFile?: string;
  readonly policy: Policy;
  readonly misses?: string;
  readonly allow?: string[];
  readonly workers: number;
  readonly import?: string[];
  readonly json?: boolean;
}

export function addRunCommand(program: Command): void {
  program
    .command('run')
    .summary('run a program whose web is a collection')
    .description(
      'Runs a command that searches and reads the web, and holds it to a collection. Requests to the hosts of search APIs are answered by the dialects, pages from the collection by their addresses. Nothing else is reached but this machine and the hosts of --allow. Programs in Python and Node need no change; others are asked to use a proxy by their environment.\n\nSignals are passed on, and the exit code is that of the command. What was made for it is gone when it ends.',
    )
    .argument('<command...>', 'the command and its arguments, behind --')
    .option(
      '--index <dir>',
      'an index directory to answer from, or NAME=DIR; repeatable; the first is the default',
      list,
    )
    .option('--server <url>', 'a running server to answer, in place of --index')
    .option('--token-file <file>', 'file that holds the bearer token of --server')
    .addOption(
      new Option(
        '--policy <policy>',
        'what a page gets that the collection does not have: 404, or 502 as without a way',
      )
        .choices(POLICIES)
        .default('not-found'),
    )
    .option('--misses <file>', 'write each request that was not answered as a line of JSON')
    .option('--allow <host[:port]>', 'a host that the command may reach, such as that of its model; repeatable', list)
    .addOption(
      new Option('--workers <n>', 'search threads of --index')
        .default(usualWorkers(), 'cores less one')
        .argParser(integer(1, 256)),
    )
    .addOption(importOption())
    .option('--json', 'say at the end as one line of JSON on standard error what was answered')
    .addHelpText(
      'after',
      '\nExamples:\n  stillweb run --index data/wikipedia -- python agent.py "who built it?"\n  stillweb run --server http://127.0.0.1:7080 --misses misses.jsonl --allow api.example.org -- node agent.mjs',
    )
    .passThroughOptions()
    .action(run);
}

async function run(command: string[], flags: RunFlags): Promise<void> {
  if ((flags.index === undefined) === (flags.server === undefined)) {
    const message = 'run takes either --index or --server, to be answered from';
    throw new StillwebError('SETTING_INVALID', message, { setting: 'index' });
  }
  const { intercept } = await import('../../intercept/intercept.ts');
  const { readAllowed } = await import('../../intercept/destination.ts');
  const allowed = (flags.allow ?? []).map(readAllowed);
  const answerer =
    flags.server === undefined ? await serveIndexes(flags) : { url: flags.server, close: async () => {} };
  try {
    const outcome = await intercept({
      command,
      server: answerer.url,
      token: flags.tokenFile === undefined ? null : readToken(flags.tokenFile),
      policy: flags.policy,
      allowed,
      missesFile: flags.misses ?? null,
      onReady: ({ indexes }) => {
        note(`stillweb run: the web is ${indexes.join(', ')}; let through: ${flags.allow?.join(', ') ?? 'no host'}`);
      },
    });
    tellOutcome(outcome, flags);
    process.exitCode = outcome.exitCode;
  } finally {
    await answerer.close();
  }
}

async function serveIndexes(flags: RunFlags): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { serve } = await import('../../library/serve.ts');
  // What is swapped while a program runs would not be held still.
  return await serve(flags.index ?? [], {
    workers: flags.workers,
    modules: flags.import,
    watches: false,
    onNote: note,
  });
}

function tellOutcome({ searches, pages, misses, exitCode }: InterceptOutcome, flags: RunFlags): void {
  if (flags.json) {
    note(JSON.stringify({ searches, pages, misses, exitCode }));
    return;
  }
  const where = flags.misses === undefined ? '--misses FILE lists each' : `in ${flags.misses}`;
  const counts = [
    counted(searches, 'request', 's', ' to search APIs'),
    counted(pages, 'page', 's'),
    counted(misses, 'miss', 'es'),
  ];
  note(`stillweb run: ${counts.join(', ')}${misses === 0 ? '' : ` (${where})`}`);
}

function counted(count: number, noun: string, ending: string, behind = ''): string {
  return `${count} ${noun}${count === 1 ? '' : ending}${behind}`;
}
