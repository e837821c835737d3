import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { StillwebError } from '../../errors.ts';
import type { TraceCall } from '../../experiment/trace/trace-line.ts';
import { noteCutLine } from '../note-cut-line.ts';
import { print, printJson, printTable } from '../output.ts';

interface TraceFlags {
  readonly out?: string;
  readonly as: 'jsonl' | 'arrow';
  readonly anonymous?: boolean;
  readonly hashTexts?: boolean;
  readonly json?: boolean;
}

export function addTraceCommand(program: Command): void {
  program
    .command('trace')
    .summary('say what a trace holds, or write its calls as a table')
    .description(
      'Reads what serve --trace has written. Without --out it counts calls, sessions, answers and faults. With --out it writes the calls, without the bodies of their answers, as JSON Lines or as a file of Apache Arrow.',
    )
    .argument('<trace>', 'what serve --trace has written')
    .option('--out <file>', 'write the calls to this new file')
    .addOption(new Option('--as <form>', 'form of --out').choices(['jsonl', 'arrow']).default('jsonl'))
    .option(
      '--anonymous',
      'number sessions and requests, count times from the start of the session, leave contexts and sent requests out',
    )
    .option('--hash-texts', 'with --anonymous: hashes in the place of queries and patterns')
    .option('--json', 'print the counts as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  stillweb trace run.jsonl\n  stillweb trace run.jsonl --out calls.arrow --as arrow --anonymous',
    )
    .action(async (path: string, flags: TraceFlags) => {
      if (flags.hashTexts && !flags.anonymous) {
        throw new StillwebError('SETTING_INVALID', '--hash-texts needs --anonymous', { setting: 'hash-texts' });
      }
      if (flags.out === undefined) await tellCounts(path, flags.json === true);
      else await writeCalls(path, flags.out, flags);
    });
}

async function tellCounts(path: string, asJson: boolean): Promise<void> {
  const { countTrace } = await import('../../experiment/trace/trace-counts.ts');
  const counts = await countTrace(path);
  noteCutLine(path)(counts.cutLine);
  if (asJson) {
    printJson(counts);
    return;
  }
  const { indexes, calls, sessions, longest, asides, answers, otherwise, bytes, kinds, doors, errors } = counts;
  for (const { name, id } of indexes) print(`index     ${name}@${id}`);
  printTable([
    ['calls', calls],
    ['asides', asides],
    ['sessions', sessions],
    ['steps of the longest', longest],
    ['answers', answers],
    ['answered otherwise', otherwise],
    ['bytes of answers', bytes],
    ...kinds.map(({ name, count }) => [`kind ${name}`, count] as const),
    ...doors.map(({ name, count }) => [`door ${name}`, count] as const),
    ...errors.map(({ name, count }) => [`error ${name}`, count] as const),
  ]);
}

async function writeCalls(path: string, out: string, flags: TraceFlags): Promise<void> {
  const { readTrace } = await import('../../experiment/trace/read-trace.ts');
  const { anonymizer } = await import('../../experiment/trace/anonymous-calls.ts');
  const change = flags.anonymous ? anonymizer({ hashesTexts: flags.hashTexts === true }) : (call: TraceCall) => call;
  async function* calls(): AsyncGenerator<TraceCall> {
    for await (const entry of readTrace(path, (kind) => kind === 'call', { onCut: noteCutLine(path) }))
      if (entry.kind === 'call') yield change(entry.call);
  }
  async function* lines(): AsyncGenerator<string> {
    for await (const call of calls()) yield `${JSON.stringify(call)}\n`;
  }
  const written =
    flags.as === 'arrow' ? (await import('../../experiment/trace/calls-table.ts')).writeCallsTable(calls()) : lines();
  // A file that is there is somebody's: it may be the trace itself.
  await pipeline(Readable.from(written), createWriteStream(out, { flags: 'wx' })).catch((cause) => {
    if (cause.code !== 'EEXIST') throw cause;
    const message = `${out} is there already, and is not written over: name a new file, or remove it`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'out' }, { cause });
  });
}
