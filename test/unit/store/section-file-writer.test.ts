import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeSectionFile } from '../../../src/format/section-file.ts';
import { SectionFileWriter } from '../../../src/store/section-file-writer.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const PLAN = [
  { name: 'first', type: 'u8', elements: 3 },
  { name: 'last', type: 'u32', elements: 100 },
] as const;

describe('a section file', () => {
  it('that ends early is the one whose length was known', () => {
    const path = join(temporaryFolder(), 'file.bin');
    const writer = new SectionFileWriter(path, 'TEST', PLAN);
    writer.section('last').append(Uint32Array.of(7, 8));
    writer.section('first').append(Uint8Array.of(1, 2, 3));
    writer.endEarly('last');
    writer.finish();
    const whole = encodeSectionFile('TEST', { first: Uint8Array.of(1, 2, 3), last: Uint32Array.of(7, 8) });
    expect(readFileSync(path).equals(whole)).toBe(true);
  });

  it('may not end before its last section, nor with one that is not full', () => {
    const writer = new SectionFileWriter(join(temporaryFolder(), 'file.bin'), 'TEST', PLAN);
    expect(() => writer.endEarly('first')).toThrow('first is not the last section');
    expect(() => writer.finish()).toThrow('section first has 0 bytes, not 3');
  });
});
