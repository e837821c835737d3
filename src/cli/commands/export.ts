import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { note } from '../output.ts';
import { groupDigits, Progress } from '../progress.ts';

interface ExportFlags {
  readonly as: 'folder' | 'originals';
  readonly quiet?: boolean;
}

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .summary('write the documents of an index as files')
    .description(
      'Writes the text of each document as a file of its own, for agents with a shell: OUT/texts/NAME.txt, and OUT/index.tsv, which says file, id, URL and title of each. With --as originals, of an index that keeps them, the files that documents were made of: OUT/originals/NAME, and OUT/index.tsv, which says the media type too.',
    )
    .argument('<dir>', 'index directory')
    .argument('<out>', 'folder that is absent, empty or of an earlier export')
    .addOption(
      new Option('--as <form>', 'how documents are written').choices(['folder', 'originals']).default('folder'),
    )
    .option('--quiet', 'no progress on standard error')
    .addHelpText('after', '\nExample:\n  stillweb export data/handbook handbook-texts --as folder')
    .action(async (directory: string, out: string, flags: ExportFlags) => {
      const [{ exportFolder, exportOriginals }, { openIndex }] = await Promise.all([
        import('../../library/export-folder.ts'),
        import('../../store/open.ts'),
      ]);
      const progress = new Progress(flags.quiet === true);
      const write = flags.as === 'originals' ? exportOriginals : exportFolder;
      const count = await write(openIndex(directory), resolve(out), (done, total) => {
        progress.update({ stage: 'writing', count: done, unit: 'documents', done, total });
      });
      progress.finish();
      if (flags.quiet !== true)
        note(`${groupDigits(count)} ${flags.as === 'originals' ? 'originals' : 'documents'} in ${out}`);
    });
}
