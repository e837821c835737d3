import { type Command, Option } from 'commander';
import { SEARCH_MODES } from '../../contract/search-mode.ts';
import { MAX_DEPTH } from '../../limits.ts';
import { deviceOption } from '../device.ts';
import { judgeOptions } from '../judge-options.ts';
import type { BrowseCompFlags } from '../run-browsecomp.ts';
import { requiredSetting } from '../settings.ts';
import { integer, list, words } from '../values.ts';

export function addBrowseCompCommand(program: Command): void {
  const command = program
    .command('browsecomp')
    .summary('score retrieval and agents on BrowseComp-Plus')
    .description(
      'From the files of BrowseComp-Plus, or of a set of the same layout, to scores: indexes the corpus, ranks it for every question, writes the run and measures it by evidence and gold documents. With --runs the answers of an agent are scored too: accuracy, evidence recall, calls of each tool, citations, calibration. Without a judge, answers are compared as texts.',
    )
    .addOption(requiredSetting('--questions <file>', 'rows with query_id, query and answer, obfuscated or not'))
    .option('--canary <text>', 'what the rows are obfuscated with; better given as STILLWEB_CANARY')
    .option('--evidence <file>', 'judgments of the evidence (default: evidence_docs of the rows)')
    .option('--gold <file>', 'judgments of the gold documents (default: gold_docs of the rows, if they have them)')
    .addOption(new Option('--corpus <file>', 'index this file, or several, in --out').argParser(list))
    .option('--index <dir>', 'an index of the corpus, where there is one')
    .option('--encoder <encoder>', 'of the index that is built; none: BM25 alone')
    .addOption(new Option('--mode <mode>', 'ranking').choices(SEARCH_MODES))
    .addOption(new Option('-k, --k <n>', 'hits per question').default(1000).argParser(integer(1, MAX_DEPTH)))
    .addOption(new Option('--measures <names>', 'of retrieval (default: R@5,R@100,R@1000,nDCG@10)').argParser(words))
    .addOption(deviceOption('auto'))
    .option('--runs <path>', 'runs of an agent: a folder of JSON files, or a file of JSON Lines')
    .option('--out <dir>', 'write index, retrieval.run, retrieval.jsonl, agents.jsonl and report.json here')
    .option('--json', 'print JSON')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb browsecomp --questions rows.jsonl --corpus corpus.jsonl --out bcp\n  stillweb browsecomp --questions rows.jsonl --index bcp/index --runs runs/agent --judge http://127.0.0.1:8000/v1 --judge-model NAME',
    )
    .action(async (flags: BrowseCompFlags) => {
      const { runBrowseComp } = await import('../run-browsecomp.ts');
      await runBrowseComp(flags);
    });
  for (const option of judgeOptions()) command.addOption(option);
}
