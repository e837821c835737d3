import { join } from 'node:path';
import type { DeviceParts } from '../../src/retrieval/gpu/vector-device.ts';
import { ROOT } from './program.ts';

const NEVER_MS = 1_000_000;

/** A GPU that is found and whose thread is `fake-gpu-thread.ts`, with a fault if one is named (`fault=memory`). A lost one does not come back. */
export function fakeGpu(fault = ''): DeviceParts {
  return {
    thread: fakeThread(fault),
    probe: async () => ({ name: 'Fake 9000', isFallback: false }),
    patienceMs: 300,
    retryMs: { first: NEVER_MS, max: NEVER_MS },
  };
}

/** One that is lost as `faults` says, session after session, and is whole in the one after the last of them. */
export function returningGpu(faults: readonly string[], parts: DeviceParts = {}): DeviceParts {
  let session = 0;
  return {
    ...fakeGpu(),
    retryMs: { first: 20, max: 80 },
    ...parts,
    get thread() {
      return fakeThread(faults[session++] ?? '');
    },
  };
}

function fakeThread(fault: string): NonNullable<DeviceParts['thread']> {
  return { file: join(ROOT, 'dist', 'test', 'support', 'fake-gpu-thread.js'), argv: [fault] };
}
