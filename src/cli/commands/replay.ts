import { type Command, Option } from 'commander';
import { StillwebError } from '../../errors.ts';
import type { ReplayedCall, ReplayReport } from '../../experiment/replay/replay.ts';
import { usualWorkers } from '../../library/usual-workers.ts';
import type { DeviceChoice } from '../../retrieval/gpu/device-choice.ts';
import { addOpeningOptions, deviceOption, type OpeningFlags, openingOf } from '../device.ts';
import { importOption } from '../import-option.ts';
import { type RerankerFlags, rerankerOption } from '../lever-options.ts';
import { noteCutLine } from '../note-cut-line.ts';
import { note, print, printJson } from '../output.ts';
import { groupDigits, Progress } from '../progress.ts';
import { readToken } from '../token-file.ts';
import { integer, list } from '../values.ts';

interface ReplayFlags extends OpeningFlags, RerankerFlags {
  readonly against: string[];
  readonly recorded?: string[];
  readonly clients: number;
  readonly workers: number;
  readonly device: DeviceChoice;
  readonly tokenFile?: string;
  readonly import?: string[];
  readonly show: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const MAX_CLIENTS = 1024;

export function addReplayCommand(program: Command): void {
  const command = program
    .command('replay')
    .summary('ask again what a trace recorded, and compare every answer')
    .description(
      'Asks every question of a trace again and compares the answers byte for byte. Against an index directory the questions are asked in any order, for a key says all that shaped its answer, the treatments of an experiment included. Against a server each request is sent as it was sent, and those of a session in their order.\n\nExit code 0 only when no answer differs. That another index has another id is no difference.',
    )
    .argument('<trace>', 'what serve --trace has written')
    .requiredOption(
      '--against <place>',
      'index directory, NAME=DIR, or the URL of a server; repeatable for directories',
      list,
    )
    .option(
      '--recorded <dir>',
      'index that was recorded, to say which document and which leg made a difference; repeatable',
      list,
    )
    .addOption(new Option('--clients <n>', 'questions asked at once').default(16).argParser(integer(1, MAX_CLIENTS)))
    .addOption(
      new Option('--workers <n>', 'search threads')
        .default(usualWorkers(), 'cores less one')
        .argParser(integer(1, 256)),
    )
    .addOption(deviceOption('auto'))
    .addOption(rerankerOption())
    .addOption(importOption())
    .option('--token-file <file>', 'file that holds the bearer token of the server')
    .addOption(new Option('--show <n>', 'differences that are printed').default(10).argParser(integer(0, 1_000_000)))
    .option('--json', 'print the whole outcome as JSON')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExamples:\n  stillweb replay run.jsonl --against data/wikipedia\n  stillweb replay run.jsonl --against data/changed --recorded data/wikipedia\n  stillweb replay run.jsonl --against http://127.0.0.1:7080 --clients 64',
    )
    .action(async (path: string, flags: ReplayFlags) => {
      const { replay } = await import('../../library/replay.ts');
      const progress = new Progress(flags.quiet === true);
      const report = await replay(path, {
        against: flags.against,
        recorded: flags.recorded,
        clients: flags.clients,
        workers: flags.workers,
        device: flags.device,
        ...openingOf(flags),
        rerankers: flags.reranker,
        modules: flags.import,
        token: flags.tokenFile === undefined ? null : readToken(flags.tokenFile),
        onProgress: (done, total) => progress.update({ stage: 'replay', count: done, unit: 'calls', done, total }),
      });
      progress.finish();
      noteCutLine(path)(report.cutLine);
      if (report.hasGrown)
        note(
          `${path} has grown while it was replayed: a server records into it. Where that is the one that was asked, the trace has these calls twice now`,
        );
      if (flags.json) printJson(report);
      else printReport(report, flags.show);
      const { differences } = report;
      if (differences.length > 0) {
        throw new StillwebError('REPLAY_DIFFERS', `${differences.length} of ${report.compared} answers differ`, {
          differences: differences.length,
          compared: report.compared,
        });
      }
    });
  addOpeningOptions(command);
}

function printReport(report: ReplayReport, most: number): void {
  const { target, indexes, calls, sessions, compared, faults, questionless, unasked, differences } = report;
  for (const { name, recorded, replayed } of indexes) {
    const now =
      replayed === recorded ? 'the same answers now' : replayed === null ? 'not there now' : `${replayed} answers now`;
    print(`index     ${name}@${recorded}: ${now}`);
  }
  print(`target    ${target}`);
  print(
    `calls     ${groupDigits(calls)} of ${groupDigits(sessions)} sessions; ${groupDigits(compared)} answers compared`,
  );
  if (faults > 0) print(`passed    ${groupDigits(faults)} that had ended for a fault`);
  if (questionless > 0) print(`passed    ${groupDigits(questionless)} that came to no question`);
  if (unasked > 0) print(`passed    ${groupDigits(unasked)} that cannot be asked of this target`);
  for (const difference of differences.slice(0, most)) for (const line of tellDifference(difference)) print(line);
  if (differences.length > most)
    print(`and ${groupDigits(differences.length - most)} more; --show or --json shows them`);
  print(differences.length === 0 ? 'Every answer is the same.' : `${groupDigits(differences.length)} answers differ.`);
}

function tellDifference({ call, session, step, kind, queries, differs, what, why = [] }: ReplayedCall): string[] {
  const where = session === null ? '' : `, session ${session}, step ${step}`;
  const asked = queries === null ? '' : ` ${queries.map((query) => JSON.stringify(query)).join(', ')}`;
  return [
    `DIFFERS   call ${call}${where}: ${kind}${asked}`,
    `          ${differs}: ${what}`,
    ...why.map((each) => `          ${each}`),
  ];
}
