import type { Command } from 'commander';
import type { EvalMasksFlags } from '../run-eval-masks.ts';
import { requiredSetting } from '../settings.ts';

export function addEvalMasksCommand(program: Command): void {
  program
    .command('eval-masks')
    .summary('measure sessions under masks: evidence found, used, and refusals')
    .description(
      'Reads the trace of a server with masks. Tells which share of the pages that unlock something was opened, how many sessions had all of it, and how many queries named what was hidden then. With --answers, how many refused; with --questions too, how many were right, with all evidence and without. By rule: no model is asked.',
    )
    .argument('<trace>', 'what stillweb serve --trace has written')
    .addOption(requiredSetting('--masks <file>', 'the masks, JSON Lines'))
    .option('--index <dir>', 'index of the collection, for masks that name documents by address')
    .option('--answers <file>', 'JSON Lines with an id, of the session or of the mask, and an answer')
    .option('--questions <file>', 'right answers, by names of masks: JSON Lines or CSV')
    .option('--per-query <file>', 'write the measures of each session as JSON Lines')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb eval-masks trace.jsonl --masks masks.jsonl --answers answers.jsonl --questions questions.jsonl',
    )
    .action(async (trace: string, flags: EvalMasksFlags) => {
      const { runEvalMasks } = await import('../run-eval-masks.ts');
      await runEvalMasks(trace, flags);
    });
}
