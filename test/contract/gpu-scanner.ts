import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GPU_CASES, type GpuCase } from '../support/gpu-cases.ts';

export interface GpuSubject {
  /** What differs from the CPU; null when nothing does. */
  readonly run: (gpuCase: GpuCase) => Promise<string | null>;
  /** Destroys a device and searches; the reason of the refusal. */
  readonly lose: () => Promise<string | null>;
  readonly close: () => Promise<void>;
}

/** What the exact scan promises on every GPU: the integers and the order of the scalar twin. */
export function gpuScannerContract(name: string, setup: () => Promise<GpuSubject>): void {
  describe(`the exact scan on ${name}`, () => {
    let subject: GpuSubject;
    beforeAll(async () => {
      subject = await setup();
    });
    afterAll(() => subject?.close());

    it.each(GPU_CASES.map((gpuCase) => [gpuCase.title, gpuCase] as const))(
      'ranks like the scalar code: %s',
      async (_, gpuCase) => {
        expect(await subject.run(gpuCase)).toBeNull();
      },
    );

    it('refuses, with a reason, when the device is gone', async () => {
      expect(await subject.lose()).toMatch(/.; destroyed$/);
    });
  });
}
