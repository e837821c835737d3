import type { Command } from 'commander';
import { Option } from 'commander';
import { StillwebError } from '../../errors.ts';
import type { ContaminatedDocument, Contamination } from '../../library/contamination.ts';
import { print, printJson } from '../output.ts';
import { onOneLine } from '../plain-text.ts';
import { groupDigits, Progress } from '../progress.ts';
import { requiredSetting } from '../settings.ts';
import { integer } from '../values.ts';

interface ContaminationFlags {
  readonly questions: string;
  readonly questionField?: string;
  readonly answersField?: string;
  readonly canary?: string;
  readonly words: number;
  readonly writeBlock?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Questions of a document that are named in a line; `--json` has all. */
const NAMED_QUESTIONS = 5;

export function addContaminationCommand(program: Command): void {
  program
    .command('contamination')
    .summary('find the questions of a benchmark in an index')
    .description(
      'Finds documents that share words in a row with a question, or hold all of a shorter one; says which of them hold an answer too; and finds those that hold a canary. Reads JSON Lines, CSV and the topics of eval, plain or gzip. Canaries that the file of questions holds are looked for as well. Exit code 0 when nothing is found, 1 when something is.',
    )
    .argument('<dir>', 'index directory')
    .addOption(requiredSetting('--questions <file>', 'questions, and perhaps answers'))
    .option('--question-field <name>', 'field of the question (default: question, query, problem, prompt or text)')
    .option('--answers-field <name>', 'field of the answers (default: answers, answer, golden_answers, …)')
    .option('--canary <text>', 'what documents must not hold, and what the file is obfuscated with, if it is')
    .addOption(new Option('--words <n>', 'words in a row that are shared').default(13).argParser(integer(1, 1000)))
    .option('--write-block <file>', 'write the documents found as a list for stillweb index --block')
    .option('--json', 'print JSON')
    .option('--quiet', 'no progress')
    .addHelpText('after', '\nExample:\n  stillweb contamination data/handbook --questions questions.jsonl')
    .action(async (directory: string, flags: ContaminationFlags) => {
      const { findContamination } = await import('../../library/contamination.ts');
      const { writeBlock, json, quiet, ...options } = flags;
      const progress = new Progress(quiet === true);
      const contamination = await findContamination(directory, {
        ...options,
        onProgress: (done, total) =>
          progress.update({ stage: 'comparing', count: done, unit: 'documents', done, total }),
      });
      progress.finish();
      const { found } = contamination;
      if (writeBlock !== undefined) {
        const { writeBlockFile } = await import('../block-files.ts');
        writeBlockFile(writeBlock, found);
      }
      if (json) printJson(contamination);
      else printFound(contamination);
      if (found.length === 0) return;
      const message = `${directory}: ${found.length} documents hold questions or canaries`;
      throw new StillwebError('CONTAMINATION_FOUND', message, { documents: found.length });
    });
}

function printFound({ index, documents, questions, canaries, words, found }: Contamination): void {
  for (const document of found) print(describeFound(document));
  const looked = `${groupDigits(questions)} questions and ${canaries} canaries in ${groupDigits(documents)} documents, by ${words} words in a row`;
  print(`${found.length === 0 ? 'Nothing found' : `${groupDigits(found.length)} documents found`}: ${looked}.`);
  print(`Index ${index.name}@${index.id}`);
}

/** With what weighs most first: a canary, then answers. */
function describeFound({ id, canary, questions, answered }: ContaminatedDocument): string {
  const open = questions.filter((question) => !answered.includes(question));
  const parts = [
    ...(canary ? ['a canary'] : []),
    ...(answered.length > 0 ? [`question and answer ${name(answered)}`] : []),
    ...(open.length > 0 ? [`question ${name(open)}`] : []),
  ];
  return `${onOneLine(id)}  ${parts.join('; ')}`;
}

function name(questions: readonly string[]): string {
  const rest = questions.length - NAMED_QUESTIONS;
  const named = questions.slice(0, NAMED_QUESTIONS).map(onOneLine).join(', ');
  return rest > 0 ? `${named} and ${groupDigits(rest)} more` : named;
}
