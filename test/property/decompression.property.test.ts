import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandBzip2 } from '../../indexer/ingest/bzip2.ts';
import { expandGzip } from '../../indexer/ingest/gzip.ts';
import { expandZstd } from '../../indexer/ingest/zstd.ts';

type Expander = (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

const TEXT = Buffer.from(
  Array.from(
    { length: 400 },
    (_, number) => `{"_id":"${number}","text":"${'word '.repeat(number % 7)}${number ** 3}"}\n`,
  ).join(''),
);
/** Bytes that three programs wrote, for machines that lack them: runs of 1, 3, 4, 5, 255, 259, 260, 1,000 and 70,000 letters. */
const RUNS = Buffer.concat(
  [1, 3, 4, 5, 255, 259, 260, 1000, 70_000].map((length, index) => Buffer.alloc(length, 65 + index)),
);
const GOLDEN = {
  bzip2:
    'QlpoOTFBWSZTWR+7DKIAAAJEgeAAP+AAAQCAAAggAEhFTUejSZqCKjQ0A91muaoy4l1W3bZh+YmGGeAwIIF2IqDE5mGwggfF3JFOFCQH7sMogA==',
  zstd: 'KLUv/QRo9QAAWEFCQkJDREVGR0hJB5AQ4PEAbBE5+QpA/VP3ZAnsq3ZSaQ==',
} as const;

/** What a program of the machine packs; null where there is none. */
function pack(program: string, flags: readonly string[], content: Buffer): Buffer | null {
  try {
    return execFileSync(program, ['-c', ...flags], { input: content, stdio: ['pipe', 'pipe', 'ignore'] });
  } catch {
    return null;
  }
}

interface Sample {
  readonly name: string;
  readonly expand: Expander;
  readonly packed: Buffer;
  readonly content: Buffer;
}

function sample(name: string, expand: Expander, packed: Buffer | null, content = TEXT): Sample[] {
  return packed === null ? [] : [{ name, expand, packed, content }];
}

const SAMPLES: readonly Sample[] = [
  ...sample('gzip of zlib', expandGzip, gzipSync(TEXT)),
  ...sample('gzip, fast', expandGzip, pack('gzip', ['-1'], TEXT)),
  ...sample('bzip2, golden', expandBzip2, Buffer.from(GOLDEN.bzip2, 'base64'), RUNS),
  ...sample('bzip2', expandBzip2, pack('bzip2', ['-1'], TEXT)),
  ...sample('zstd, golden', expandZstd, Buffer.from(GOLDEN.zstd, 'base64'), RUNS),
  ...sample('zstd', expandZstd, pack('zstd', ['-q'], TEXT)),
  ...sample('zstd with a long window', expandZstd, pack('zstd', ['-q', '--long=27'], TEXT)),
  ...sample('zstd at its densest', expandZstd, pack('zstd', ['-q', '--ultra', '-22'], TEXT)),
  ...sample('zstd without a checksum', expandZstd, pack('zstd', ['-q', '--no-check'], TEXT)),
];

/** Copies, so that a decoder that writes into what it was given is found out. */
async function* cut(bytes: Buffer, places: readonly number[]): AsyncGenerator<Buffer> {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [index, start] of sorted.slice(0, -1).entries()) {
    const chunk = Buffer.from(bytes.subarray(start, sorted[index + 1]));
    if (chunk.length > 0) yield chunk;
  }
}

async function expandAll({ expand }: Sample, bytes: Buffer, places: readonly number[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of expand(cut(bytes, places))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const places = fc.array(fc.nat({ max: 200_000 }), { maxLength: 12 });

describe.each(SAMPLES.map((given) => [given.name, given] as const))('%s', (_, given) => {
  const { packed, content } = given;

  it('gives the same content however its bytes arrive, in one part or several, padded or not', async () => {
    await fc.assert(
      fc.asyncProperty(places, fc.integer({ min: 1, max: 3 }), fc.nat({ max: 9000 }), async (cuts, parts, padding) => {
        const bytes = Buffer.concat([...Array<Buffer>(parts).fill(packed), Buffer.alloc(padding)]);
        const whole = Buffer.concat(Array<Buffer>(parts).fill(content));
        expect((await expandAll(given, bytes, cuts)).equals(whole)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('fails wherever it is cut off, in any chunks, and gives no byte that it does not hold', async () => {
    await fc.assert(
      fc.asyncProperty(places, fc.integer({ min: 1, max: packed.length - 1 }), async (cuts, length) => {
        const chunks: Buffer[] = [];
        const reading = (async () => {
          for await (const chunk of given.expand(cut(packed.subarray(0, length), cuts))) chunks.push(chunk);
        })();
        await expect(reading).rejects.toThrow(Error);
        const held = Buffer.concat(chunks);
        expect(content.subarray(0, held.length).equals(held)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('fails when something else follows it, in any chunks', async () => {
    const strange = fc
      .uint8Array({ minLength: 5, maxLength: 40 })
      .filter(([first]) => ![0, 0x1f, 0x42, 0x28].includes(first) && first >> 4 !== 5);
    await fc.assert(
      fc.asyncProperty(places, fc.nat({ max: 600 }), strange, async (cuts, padding, bytes) => {
        const followed = Buffer.concat([packed, Buffer.alloc(padding), bytes]);
        await expect(expandAll(given, followed, cuts)).rejects.toThrow(/follow/);
      }),
      { numRuns: 20 },
    );
  });
});
