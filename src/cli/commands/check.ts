import type { Command } from 'commander';
import { StillwebError } from '../../errors.ts';
import type { DeviceChoice } from '../../retrieval/gpu/vector-device.ts';
import { compareProbes, findMovedGolden } from '../../retrieval/proof.ts';
import { viewIndex } from '../../store/index-view.ts';
import { checkInvariants } from '../../store/invariants.ts';
import { openIndex } from '../../store/open.ts';
import { describeDevice, deviceOption, openSearcher } from '../device.ts';
import { print, printJson } from '../output.ts';
import { Progress } from '../progress.ts';

export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .summary('prove that an index and its rankings are what was built')
    .description(
      'Reads every byte of an index and compares hashes, checks the invariants of every structure, repeats the golden\nqueries that the build recorded, and encodes the probe texts. Exit code 0 only when all hold.',
    )
    .argument('<dir>', 'index directory')
    .addOption(deviceOption('auto'))
    .option('--json', 'print the outcome as JSON')
    .option('--quiet', 'no progress')
    .addHelpText('after', '\nExample:\n  stillweb check data/handbook')
    .action(async (directory: string, flags: { device: DeviceChoice; json?: boolean; quiet?: boolean }) => {
      const progress = new Progress(flags.quiet === true);
      const index = openIndex(directory, {
        onProgress: (done, total) => progress.update({ stage: 'hashes', count: done, unit: 'bytes', done, total }),
      });
      const { manifest } = index;
      const view = viewIndex(index);
      const findings = await checkInvariants(view, (done, total) =>
        progress.update({ stage: 'invariants', count: done, unit: 'passages and documents', done, total }),
      );
      const opened = await openSearcher(index, flags.device);
      const { searcher } = opened;
      const moved = await findMovedGolden(searcher, manifest);
      const probes = await compareProbes(manifest, { path: index.encoderPath });
      const { report } = opened;
      await opened.close();
      progress.finish();
      for (const { mode, query } of moved)
        findings.push(`golden query ${JSON.stringify(query)} (${mode}) ranks differently`);
      if (probes === 'differs') findings.push(`the encoder gives other vectors here than where the index was built`);
      const outcome = {
        index: { name: index.name, id: manifest.id },
        files: manifest.files.length,
        bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
        golden: manifest.golden.length,
        probes,
        device: { kind: report.device, adapter: report.adapter, reason: report.reason },
        findings,
      };
      if (flags.json) printJson(outcome);
      else {
        print(`index     ${index.name}@${manifest.id}`);
        print(`hashes    ${outcome.files} files, ${outcome.bytes} bytes: equal`);
        print(`golden    ${manifest.golden.length - moved.length} of ${manifest.golden.length} rankings equal`);
        print(`device    ${describeDevice(report)}`);
        print(`encoder   ${probes === null ? 'none' : `${manifest.probes.length} probes ${probes}`}`);
        for (const finding of findings) print(`FINDING   ${finding}`);
        print(findings.length === 0 ? 'The index is whole and its rankings stand.' : `${findings.length} findings.`);
      }
      if (findings.length > 0) {
        throw new StillwebError('CHECK_FAILED', `${directory}: ${findings.length} findings`, {
          findings: findings.length,
        });
      }
    });
}
