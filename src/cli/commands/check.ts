import type { Command } from 'commander';
import { StillwebError } from '../../errors.ts';
import type { IndexCheck } from '../../retrieval/check-index.ts';
import type { DeviceChoice } from '../../retrieval/gpu/device-choice.ts';
import type { DeviceReport } from '../../retrieval/gpu/device-report.ts';
import type { OpenIndex } from '../../store/open.ts';
import { addOpeningOptions, describeDevice, deviceOption, type OpeningFlags, openingOf } from '../device.ts';
import { importOption } from '../import-option.ts';
import { print, printJson } from '../output.ts';
import { Progress } from '../progress.ts';

interface CheckFlags extends OpeningFlags {
  readonly device: DeviceChoice;
  readonly report?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addCheckCommand(program: Command): void {
  const command = program
    .command('check')
    .summary('prove that an index and its rankings are what was built')
    .description(
      'Reads every byte of an index and compares hashes, checks the invariants of every structure, repeats the golden queries that the build recorded, and encodes the probe texts. Exit code 0 only when all hold.',
    )
    .argument('<dir>', 'index directory')
    .addOption(deviceOption('auto'))
    .addOption(importOption())
    .option('--report', 'print one line to paste into a review: index, outcome, versions, system and processor')
    .option('--json', 'print the outcome as JSON; with --report, the machine too')
    .option('--quiet', 'no progress')
    .addHelpText('after', '\nExamples:\n  stillweb check data/handbook\n  stillweb check data/handbook --report')
    .action(async (directory: string, flags: CheckFlags) => {
      const [{ openIndex }, { checkIndex }, { openSearcher }] = await Promise.all([
        import('../../store/open.ts'),
        import('../../retrieval/check-index.ts'),
        import('../../library/open-searcher.ts'),
      ]);
      const progress = new Progress(flags.quiet === true);
      const index = openIndex(directory, {
        ...openingOf(flags),
        checksBounds: false,
        onProgress: (done, total) => progress.update({ stage: 'hashes', count: done, unit: 'bytes', done, total }),
      });
      let report: DeviceReport | null = null;
      const check = await checkIndex(index, {
        onProgress: (done, total) =>
          progress.update({ stage: 'invariants', count: done, unit: 'passages and documents', done, total }),
        openSearcher: async () => {
          const opened = await openSearcher(index, flags.device);
          const close = async () => {
            ({ report } = opened);
            await opened.close();
          };
          return { searcher: opened.searcher, close };
        },
      });
      progress.finish();
      if (flags.report) await printReport(index, check, report, flags.json === true);
      else if (flags.json) printJson(outcomeOf(index, check, report));
      else printCheck(index, check, report);
      const { findings } = check;
      if (findings.length > 0) {
        throw new StillwebError('CHECK_FAILED', `${directory}: ${findings.length} findings`, {
          findings: findings.length,
        });
      }
    });
  addOpeningOptions(command);
}

/** @param report of the device that answered the golden queries; null where none was asked */
function outcomeOf(index: OpenIndex, check: IndexCheck, report: DeviceReport | null): object {
  const { files, bytes, golden, moved, probes, findings } = check;
  const device = report === null ? null : { kind: report.device, adapter: report.adapter, reason: report.reason };
  return {
    index: { name: index.name, id: index.manifest.id },
    files,
    bytes,
    golden,
    moved: moved === null ? null : moved.length,
    probes,
    device,
    findings,
  };
}

async function printReport(
  index: OpenIndex,
  check: IndexCheck,
  report: DeviceReport | null,
  asJson: boolean,
): Promise<void> {
  const { describeCheckingMachine, writeCheckReport } = await import('../check-report.ts');
  const machine = describeCheckingMachine(report?.device ?? null);
  const { id, probes } = index.manifest;
  const line = writeCheckReport(`${index.name}@${id}`, check, probes.length, machine);
  if (asJson) printJson({ ...outcomeOf(index, check, report), machine, line });
  else print(line);
}

function printCheck(index: OpenIndex, check: IndexCheck, report: DeviceReport | null): void {
  const { files, bytes, golden, moved, probes, findings } = check;
  print(`index     ${index.name}@${index.manifest.id}`);
  print(`hashes    ${files} files, ${bytes} bytes: equal`);
  if (moved === null) print(`golden    not asked: a structure is unsound`);
  else print(`golden    ${golden - moved.length} of ${golden} rankings equal`);
  if (report !== null) print(`device    ${describeDevice(report)}`);
  print(`encoder   ${probes === null ? 'none' : `${index.manifest.probes.length} probes ${probes}`}`);
  for (const { message } of findings) print(`FINDING   ${message}`);
  print(findings.length === 0 ? 'The index is whole and its rankings stand.' : `${findings.length} findings.`);
}
