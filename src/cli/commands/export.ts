import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { note } from '../output.ts';
import { groupDigits, Progress } from '../progress.ts';
import { optionOfOneCall } from '../settings.ts';

interface ExportFlags {
  readonly as: 'folder' | 'vectors';
  readonly format: 'npy' | 'arrow';
  readonly quiet?: boolean;
}

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .summary('write the documents or the vectors of an index as files')
    .description(
      'Writes the text of each document as a file of its own, for agents with a shell: OUT/texts/NAME.txt, and OUT/index.tsv, which says file, id, URL and title of each. Or, with --as vectors, the vector of each passage: OUT/vectors.npy and OUT/vectors.ids, or OUT/vectors.arrow.',
    )
    .argument('<dir>', 'index directory')
    .argument('<out>', 'folder that is absent, empty or of an earlier export')
    .addOption(new Option('--as <form>', 'what is written').choices(['folder', 'vectors']).default('folder'))
    .addOption(
      optionOfOneCall('--format <format>', 'of vectors: of NumPy with ids beside, or a table of Arrow')
        .choices(['npy', 'arrow'])
        .default('npy'),
    )
    .option('--quiet', 'no progress on standard error')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb export data/handbook handbook-texts --as folder\n  stillweb export data/handbook handbook-vectors --as vectors --format arrow',
    )
    .action(async (directory: string, out: string, flags: ExportFlags) => {
      const { openIndex } = await import('../../store/open.ts');
      const index = openIndex(directory);
      const unit = flags.as === 'folder' ? 'documents' : 'vectors';
      const progress = new Progress(flags.quiet === true);
      const tell = (done: number, total: number) =>
        progress.update({ stage: 'writing', count: done, unit, done, total });
      const count = await (flags.as === 'folder'
        ? (await import('../../library/export-folder.ts')).exportFolder(index, resolve(out), tell)
        : (await import('../../library/export-vectors.ts')).exportVectors(index, resolve(out), flags.format, tell));
      progress.finish();
      if (flags.quiet !== true) note(`${groupDigits(count)} ${unit} in ${out}`);
    });
}
