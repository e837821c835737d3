import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CountedArrays } from '../../../../indexer/ingest/counted-arrays.ts';

const { Uint8Array: Bytes, DecompressionStream: Stream } = globalThis;

describe('the arrays of a thread that parses files', () => {
  let counted: CountedArrays;

  beforeEach(() => {
    counted = new CountedArrays();
    counted.reset(100);
  });
  afterEach(() => {
    Object.assign(globalThis, { Uint8Array: Bytes, DecompressionStream: Stream });
  });

  it('may have as many bytes together as one document is given, and no more', () => {
    expect(new Uint8Array(60).length + new Uint8Array(40).length).toBe(100);
    expect(counted.isOver).toBe(false);
    expect(() => new Uint8Array(1)).toThrow(RangeError);
    expect(counted.isOver).toBe(true);
    counted.reset(1);
    expect(new Uint8Array(1).length).toBe(1);
    expect(counted.isOver).toBe(false);
  });

  it('are arrays like others, and none is made of a stream', () => {
    expect(new Uint8Array([1, 2]) instanceof Bytes).toBe(true);
    expect(Buffer.from('a') instanceof Uint8Array).toBe(true);
    expect(typeof DecompressionStream).toBe('undefined');
  });
});
