import { type Command, Option } from 'commander';
import { DEVICE_CHOICES, type DeviceChoice, VECTOR_PLACES } from '../retrieval/gpu/device-choice.ts';
import type { DeviceReport } from '../retrieval/gpu/device-report.ts';
import type { VectorPlace } from '../store/open-index.ts';

/** Where vectors are and are compared, and where encoders are and run. */

export function deviceOption(byDefault: DeviceChoice): Option {
  return new Option('--device <device>', 'where vectors are compared; the answers are the same')
    .choices(DEVICE_CHOICES)
    .default(byDefault);
}

/** `gpu: NVIDIA L4`, or `cpu: ` and why. */
export function describeDevice({ device, adapter, reason }: DeviceReport): string {
  return `${device}: ${device === 'gpu' ? adapter : reason}`;
}

/** Where the encoder of an index is on this machine, and where it runs; and where its vectors are held. */
export interface OpeningFlags {
  readonly encoderPath?: string;
  readonly encoderDevice?: string;
  readonly encoderCache?: string;
  readonly vectors?: VectorPlace;
}

/** For a command that opens indexes. */
export function addOpeningOptions(command: Command): Command {
  return command
    .option('--encoder-path <path>', 'where the encoder is on this machine (default: where the build had it)')
    .addOption(encoderDeviceOption('portable'))
    .addOption(encoderCacheOption())
    .addOption(
      new Option(
        '--vectors <place>',
        'where vectors are held: memory, or disk, which takes less memory and more time; the answers are the same. Not disk for a graph (default: memory)',
      ).choices(VECTOR_PLACES),
    );
}

/** For an encoder that cannot be relied on to be there again. */
export function encoderCacheOption(): Option {
  return new Option('--encoder-cache <dir>', 'keep the vectors of queries here, for an encoder over HTTP');
}

/** @param byDefault what is used where none is named */
export function encoderDeviceOption(byDefault: 'portable' | 'native'): Option {
  const devices = 'portable, native, cuda, webgpu, coreml, dml';
  return new Option('--encoder-device <device>', `where a model runs: ${devices} (default: ${byDefault})`);
}

/** What opening an index takes of the flags. */
export function openingOf({ encoderPath, encoderDevice, encoderCache, vectors }: OpeningFlags): OpeningFlags {
  return { encoderPath, encoderDevice, encoderCache, ...(vectors !== undefined && { vectors }) };
}
