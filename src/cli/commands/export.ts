import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { OpenIndex } from '../../store/open-index.ts';
import { note } from '../output.ts';
import { groupDigits, Progress } from '../progress.ts';
import { optionOfOneCall } from '../settings.ts';
import { integer } from '../values.ts';

interface ExportFlags {
  readonly as: 'folder' | 'originals' | 'vectors' | 'croissant' | 'ciff';
  readonly format: 'npy' | 'arrow';
  readonly bits?: number;
  readonly quiet?: boolean;
}

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .summary('write the documents of an index, or its postings, as files, or as a dataset')
    .description(
      'Writes the text of each document as a file of its own, for agents with a shell: OUT/texts/NAME.txt, and OUT/index.tsv, which says file, id, URL and title of each. With --as originals, of an index that keeps them, the files that documents were made of: OUT/originals/NAME, and OUT/index.tsv, which says the media type too. With --as vectors: the vector of each passage, as OUT/vectors.npy and OUT/vectors.ids, or OUT/vectors.arrow. With --as croissant: OUT/documents.json, the index as OUT/index.tar, and OUT/croissant.json, which describes both in Croissant 1.1. With --as ciff: the postings, with impacts as counts, in one file of the Common Index File Format.',
    )
    .argument('<dir>', 'index directory')
    .argument('<out>', 'folder that is absent, empty or of an earlier export; as ciff a file that is absent')
    .addOption(
      new Option('--as <form>', 'what is written')
        .choices(['folder', 'originals', 'vectors', 'croissant', 'ciff'])
        .default('folder'),
    )
    .addOption(
      optionOfOneCall('--format <format>', 'of vectors: of NumPy with ids beside, or a table of Arrow')
        .choices(['npy', 'arrow'])
        .default('npy'),
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
      const unit = UNITS[flags.as];
      const count = await WRITERS[flags.as](directory, resolve(out), flags.format, (done, total) => {
        progress.update({ stage: 'writing', count: done, unit, done, total });
      });
      progress.finish();
      if (flags.quiet !== true) note(`${groupDigits(count)} ${unit} in ${out}`);
    });
}

type Tell = (done: number, total: number) => void;

/** What is written of each form, one a file or a row. */
const UNITS = { folder: 'documents', originals: 'originals', vectors: 'vectors', croissant: 'documents' } as const;

/** Each gives how many it has written. */
const WRITERS: Readonly<
  Record<keyof typeof UNITS, (directory: string, out: string, format: 'npy' | 'arrow', tell: Tell) => Promise<number>>
> = {
  folder: async (directory, out, _format, tell) =>
    (await import('../../library/export-folder.ts')).exportFolder(await open(directory), out, tell),
  originals: async (directory, out, _format, tell) =>
    (await import('../../library/export-folder.ts')).exportOriginals(await open(directory), out, tell),
  vectors: async (directory, out, format, tell) =>
    (await import('../../library/export-vectors.ts')).exportVectors(await open(directory), out, format, tell),
  croissant: async (directory, out, _format, tell) =>
    (await import('../../library/export-croissant.ts')).exportCroissant(directory, out, tell),
};

async function open(directory: string): Promise<OpenIndex> {
  return (await import('../../store/open.ts')).openIndex(directory);
}
