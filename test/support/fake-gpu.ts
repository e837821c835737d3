import { join } from 'node:path';
import type { DeviceParts } from '../../src/retrieval/gpu/vector-device.ts';
import { ROOT } from './program.ts';

/** A GPU that is found and whose thread is `fake-gpu-thread.ts`, with a fault if one is named (`fault=memory`). */
export function fakeGpu(fault = ''): DeviceParts {
  const file = join(ROOT, 'dist', 'test', 'support', 'fake-gpu-thread.js');
  return {
    thread: { file, argv: [fault] },
    probe: async () => ({ name: 'Fake 9000', isFallback: false }),
    patienceMs: 300,
  };
}
