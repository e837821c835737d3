import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { note } from '../output.ts';
import { groupDigits, Progress } from '../progress.ts';

interface ExportFlags {
  readonly as: 'folder';
  readonly quiet?: boolean;
}

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .summary('write the documents of an index as files')
    .description(
      'Writes the text of each document as a file of its own, for agents with a shell: OUT/texts/NAME.txt, and OUT/index.tsv, which says file, id, URL and title of each.',
    )
    .argument('<dir>', 'index directory')
    .argument('<out>', 'folder that is absent, empty or of an earlier export')
    .addOption(new Option('--as <form>', 'how documents are written').choices(['folder']).default('folder'))
    .option('--quiet', 'no progress on standard error')
    .addHelpText('after', '\nExample:\n  stillweb export data/handbook handbook-texts --as folder')
    .action(async (directory: string, out: string, flags: ExportFlags) => {
      const [{ exportFolder }, { openIndex }] = await Promise.all([
        import('../../library/export-folder.ts'),
        import('../../store/open.ts'),
      ]);
      const progress = new Progress(flags.quiet === true);
      const count = await exportFolder(openIndex(directory), resolve(out), (done, total) => {
        progress.update({ stage: 'writing', count: done, unit: 'documents', done, total });
      });
      progress.finish();
      if (flags.quiet !== true) note(`${groupDigits(count)} documents in ${out}`);
    });
}
