import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { note } from '../output.ts';
import { groupDigits, Progress } from '../progress.ts';
import { integer } from '../values.ts';

interface ExportFlags {
  readonly as: 'folder' | 'originals' | 'croissant' | 'ciff';
  readonly bits?: number;
  readonly quiet?: boolean;
}

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .summary('write the documents of an index, or its postings, as files, or as a dataset')
    .description(
      'Writes the text of each document as a file of its own, for agents with a shell: OUT/texts/NAME.txt, and OUT/index.tsv, which says file, id, URL and title of each. With --as originals, of an index that keeps them, the files that documents were made of: OUT/originals/NAME, and OUT/index.tsv, which says the media type too. With --as croissant: OUT/documents.json, the index as OUT/index.tar, and OUT/croissant.json, which describes both in Croissant 1.1. With --as ciff: the postings, with impacts as counts, in one file of the Common Index File Format.',
    )
    .argument('<dir>', 'index directory')
    .argument('<out>', 'folder that is absent, empty or of an earlier export; as ciff a file that is absent')
    .addOption(
      new Option('--as <form>', 'what is written')
        .choices(['folder', 'originals', 'croissant', 'ciff'])
        .default('folder'),
    )
    .addOption(
      new Option(
        '--bits <n>',
        'with --as ciff: of the largest impact, which is scaled to it (default: as it is, 14)',
      ).argParser(integer(1, 14)),
    )
    .option('--quiet', 'no progress on standard error')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb export data/handbook handbook-texts --as folder\n  stillweb export data/handbook handbook.ciff --as ciff',
    )
    .action(async (directory: string, out: string, flags: ExportFlags) => {
      const progress = new Progress(flags.quiet === true);
      if (flags.as === 'ciff') {
        const [{ exportCiff }, { openIndex }] = await Promise.all([
          import('../../library/export-ciff.ts'),
          import('../../store/open.ts'),
        ]);
        const { terms, documents } = exportCiff(openIndex(directory), resolve(out), {
          bits: flags.bits,
          tell: (done, total) => progress.update({ stage: 'writing', count: done, unit: 'terms', done, total }),
        });
        progress.finish();
        if (flags.quiet !== true) note(`${groupDigits(terms)} terms of ${groupDigits(documents)} documents in ${out}`);
        return;
      }
      const write = flags.as === 'folder' ? writeFolder : flags.as === 'originals' ? writeOriginals : writeCroissant;
      const count = await write(directory, resolve(out), (done, total) => {
        progress.update({ stage: 'writing', count: done, unit: 'documents', done, total });
      });
      progress.finish();
      if (flags.quiet !== true)
        note(`${groupDigits(count)} ${flags.as === 'originals' ? 'originals' : 'documents'} in ${out}`);
    });
}

type Tell = (done: number, total: number) => void;

async function writeFolder(directory: string, out: string, tell: Tell): Promise<number> {
  const [{ exportFolder }, { openIndex }] = await Promise.all([
    import('../../library/export-folder.ts'),
    import('../../store/open.ts'),
  ]);
  return await exportFolder(openIndex(directory), out, tell);
}

async function writeOriginals(directory: string, out: string, tell: Tell): Promise<number> {
  const [{ exportOriginals }, { openIndex }] = await Promise.all([
    import('../../library/export-folder.ts'),
    import('../../store/open.ts'),
  ]);
  return await exportOriginals(openIndex(directory), out, tell);
}

async function writeCroissant(directory: string, out: string, tell: Tell): Promise<number> {
  const { exportCroissant } = await import('../../library/export-croissant.ts');
  return await exportCroissant(directory, out, tell);
}
