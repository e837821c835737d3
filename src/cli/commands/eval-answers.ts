import type { Command } from 'commander';
import { judgeOptions } from '../judge-options.ts';
import type { EvalAnswersFlags, EvalReportsFlags } from '../run-eval-answers.ts';
import { requiredSetting } from '../settings.ts';
import { choices } from '../values.ts';

/** The kinds of `--parts`, as `judge-report.ts` has them; that file is loaded when reports are judged. */
const PARTS = ['key-points', 'citations', 'quality'] as const;

export function addEvalAnswersCommand(program: Command): void {
  program
    .command('eval-answers')
    .summary('measure answers beside those that are right')
    .description(
      'Prints exact match, F1 over words, and whether a right answer is contained, compared as SQuAD does, as means over the questions that have an answer. With --list the answers are lists: precision, recall and F1 of their members. A question that nobody answered counts 0.',
    )
    .argument('<answers>', 'JSON Lines with an id and an answer, or a list')
    .addOption(requiredSetting('--questions <file>', 'questions with their answers: JSON Lines or CSV'))
    .option('--answers-field <name>', 'field of the answers (default: answers, answer, golden_answers, …)')
    .option('--canary <text>', 'what the questions are obfuscated with; better given as STILLWEB_CANARY')
    .option('--list', 'an answer is a list, of which every member is due; a list among them has the names of one')
    .option('--per-query <file>', 'write the measures of each question as JSON Lines')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  stillweb eval-answers answers.jsonl --questions questions.jsonl')
    .action(async (answers: string, flags: EvalAnswersFlags) => {
      const { runEvalAnswers } = await import('../run-eval-answers.ts');
      await runEvalAnswers(answers, flags);
    });
}

export function addEvalReportsCommand(program: Command): void {
  const command = program
    .command('eval-reports')
    .summary('have reports judged as DeepResearchGym does')
    .description(
      'Asks a language model for key-point recall and contradiction, citation precision and recall, and six ratings of quality, and prints means over the reports. Sources are read from an index, and from no network. With --judge-record a report is made again without the judge, and is the same.',
    )
    .argument('<reports>', 'folder with ID.q and ID.a: a question, and the report that answers it')
    .option('--key-points <dir>', 'folder with ID_aggregated.json; without it key points are not judged')
    .option('--index <dir>', 'index of the collection; without it citation precision is not measured')
    .option('--parts <names>', 'what is judged: key-points, citations, quality (default: all)', choices(PARTS));
  for (const option of judgeOptions()) command.addOption(option);
  command
    .option('--per-query <file>', 'write the scores of each report as JSON Lines')
    .option('--json', 'print JSON')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb eval-reports reports/mine --key-points key_point --index data/web --judge http://127.0.0.1:8000/v1 --judge-model NAME --judge-record mine.jsonl\n  stillweb eval-reports reports/mine --key-points key_point --index data/web --judge-model NAME --judge-record mine.jsonl',
    )
    .action(async (reports: string, flags: EvalReportsFlags) => {
      const { runEvalReports } = await import('../run-eval-answers.ts');
      await runEvalReports(reports, flags);
    });
}
