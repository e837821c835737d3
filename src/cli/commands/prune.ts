import type { Command } from 'commander';
import type { Generation } from '../../store/prune.ts';
import { describeBytes, print, printJson } from '../output.ts';
import { integer } from '../values.ts';

interface PruneFlags {
  readonly keep: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function addPruneCommand(program: Command): void {
  program
    .command('prune')
    .summary('remove generations that nobody serves')
    .description(
      'Removes the generations of an index directory but the current one, the newest, and those that a process on this machine serves. Nothing is removed while something is built there.',
    )
    .argument('<dir>', 'index directory')
    .option('--keep <n>', 'generations that stay at least, the current one among them', integer(1, 1_000_000), 1)
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  stillweb prune data/handbook --keep 2')
    .action(async (directory: string, { keep, dryRun = false, json = false }: PruneFlags) => {
      const [{ pruneGenerations }, { removeStrayRecords }, { describeGeneration }, { resolve }] = await Promise.all([
        import('../../store/prune.ts'),
        import('../../../indexer/sources/place-records.ts'),
        import('../describe-generation.ts'),
        import('node:path'),
      ]);
      const pruned = pruneGenerations(directory, { keep, isDry: dryRun });
      if (!dryRun) removeStrayRecords(resolve(directory));
      if (json) printJson({ ...pruned, isDry: dryRun });
      else printPruned(pruned, dryRun, describeGeneration);
    });
}

function printPruned(
  { removed, kept }: { removed: readonly Generation[]; kept: readonly Generation[] },
  isDry: boolean,
  describeGeneration: (generation: Generation) => string,
): void {
  for (const generation of removed) print(`${isDry ? 'would remove' : 'removed'}  ${describeGeneration(generation)}`);
  for (const generation of kept) print(`${isDry ? 'would keep' : 'kept'}  ${describeGeneration(generation)}`);
  const bytes = removed.reduce((sum, each) => sum + each.bytes, 0);
  print(`${describeBytes(bytes)} ${isDry ? 'would be' : 'are'} free.`);
}
