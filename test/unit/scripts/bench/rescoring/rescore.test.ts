import { describe, expect, it } from 'vitest';
import { rescore } from '../../../../../scripts/bench/rescoring/rescore.ts';
import { RESIDUALS_KIND, readResiduals } from '../../../../../scripts/bench/rescoring/residuals.ts';
import { encodeSectionFile } from '../../../../../src/format/section-file.ts';
import { ScalarVectorKernel } from '../../../../../src/kernel/vector-kernel.ts';

describe('rescoring', () => {
  it('orders candidates by their 16-bit scores, and equal ones by number', () => {
    const low = Int8Array.from([0, 100, -100, 100, 0, 0, 0, 0]);
    const kernel = new ScalarVectorKernel(low, 2);
    const query = Int16Array.of(1, 1);
    const numbers = Uint32Array.of(3, 0, 1, 2);
    const { passages, scores } = rescore(query, numbers, Int32Array.of(10, 9, 9, 10), kernel, 3);
    expect([...passages]).toEqual([2, 3, 0]);
    expect([...scores]).toEqual([2560, 2560, 2404]);
  });
});

describe('the file of residuals', () => {
  it('gives the low byte of every value, and is refused for another number of them', () => {
    const bytes = encodeSectionFile(RESIDUALS_KIND, { low: Int8Array.of(1, -2, 3, -4) });
    expect([...readResiduals('residuals-000.bin', bytes, 2, 2)]).toEqual([1, -2, 3, -4]);
    expect(() => readResiduals('residuals-000.bin', bytes, 2, 3)).toThrow(/low is i8\[4\], not i8\[6\]/);
  });
});
