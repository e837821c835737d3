import type { Command } from 'commander';
import { print, printJson } from '../output.ts';
import { groupDigits } from '../progress.ts';
import { requiredSetting } from '../settings.ts';

interface DecodeFlags {
  readonly out: string;
  readonly canary?: string;
  readonly only?: readonly string[];
  readonly json?: boolean;
}

export function addDecodeCommand(program: Command): void {
  program
    .command('decode')
    .summary('make questions readable that are obfuscated with a canary')
    .description(
      'Reads rows of JSON Lines, CSV or Parquet whose texts are obfuscated as those of BrowseComp and BrowseComp-Plus, and writes them as JSON Lines that eval and contamination read. Ids stay as they are. Without --canary each row gives its own, in its field canary. What is written can be read by anybody: keep it out of every collection.',
    )
    .argument('<file>', 'the rows')
    .addOption(requiredSetting('--out <file>', 'the readable rows; a file that is there is replaced'))
    .option('--canary <text>', 'what the texts are obfuscated with; better given as STILLWEB_CANARY')
    .option('--only <name...>', 'write these fields alone')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  stillweb decode rows.parquet --out rows.jsonl --only query_id query answer')
    .action(async (file: string, { out, canary, only, json }: DecodeFlags) => {
      const { decodeRows } = await import('../decode-rows.ts');
      const { rows, texts } = await decodeRows(file, { out, canary, only });
      if (json) printJson({ file: out, rows, texts });
      else print(`${out}: ${groupDigits(rows)} rows, ${groupDigits(texts)} texts decoded`);
    });
}
