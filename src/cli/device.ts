import { Option } from 'commander';
import { DEVICE_CHOICES, type DeviceChoice } from '../retrieval/gpu/device-choice.ts';
import type { DeviceReport } from '../retrieval/gpu/device-report.ts';

/** `--device`, and what is said of where it ended. */

export function deviceOption(byDefault: DeviceChoice): Option {
  return new Option('--device <device>', 'where vectors are compared; the answers are the same')
    .choices(DEVICE_CHOICES)
    .default(byDefault);
}

/** `gpu: NVIDIA L4`, or `cpu: ` and why. */
export function describeDevice({ device, adapter, reason }: DeviceReport): string {
  return `${device}: ${device === 'gpu' ? adapter : reason}`;
}
