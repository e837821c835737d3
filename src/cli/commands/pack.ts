import type { Command } from 'commander';
import { importOption } from '../import-option.ts';
import { describeBytes, print, printJson } from '../output.ts';
import { requiredSetting } from '../settings.ts';

export function addPackCommand(program: Command): void {
  program
    .command('pack')
    .summary('make one archive of an index')
    .description(
      'Writes the current generation of an index into one tar file, compared with its hashes first, and prints the SHA-256 of the file. One generation is one archive, byte for byte.',
    )
    .argument('<dir>', 'index directory')
    .addOption(requiredSetting('--out <file>', 'the archive'))
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  stillweb pack data/handbook --out handbook.tar')
    .action(async (directory: string, { out, json }: { out: string; json?: boolean }) => {
      const { packIndex } = await import('../../../indexer/archive/pack-index.ts');
      const packed = packIndex(directory, out);
      if (json) printJson({ file: out, ...packed });
      else print(`${packed.sha256}  ${out}  ${describeBytes(packed.bytes)}, index ${packed.id}`);
    });
}

export function addUnpackCommand(program: Command): void {
  program
    .command('unpack')
    .summary('make an index of an archive')
    .description(
      'Makes the index of an archive of stillweb pack the current generation of a directory, once every byte has been compared with its hash. The archive may be compressed with gzip, bzip2 or zstd.',
    )
    .argument('<file>', 'the archive')
    .addOption(requiredSetting('--out <dir>', 'index directory'))
    .addOption(importOption())
    .option('--name <name>', 'name under which it is served (default: the last part of DIR)')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  stillweb unpack handbook.tar --out data/handbook')
    .action(async (file: string, { out, name, json }: { out: string; name?: string; json?: boolean }) => {
      const { unpackIndex } = await import('../../../indexer/archive/unpack-index.ts');
      const unpacked = await unpackIndex({ file, directory: out, name });
      if (json) printJson(unpacked);
      else print(`index ${unpacked.id}: ${unpacked.files} files, ${describeBytes(unpacked.bytes)}, all hashes equal`);
    });
}
