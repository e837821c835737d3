import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonWriter } from '../../../src/bytes/json-writer.ts';
import { JoinedText, UnescapedText, writeJson } from '../../../src/bytes/write-json.ts';

/** Short and long, of all widths, with what JSON escapes. */
const texts = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom(0, 1, 300, 700))
  .map(([text, times]) => `${text.repeat(Math.max(1, times))}`);

const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    texts,
    fc.array(texts, { maxLength: 3 }).map((parts) => new JoinedText(...parts)),
    fc.base64String().map((text) => new UnescapedText(text)),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(texts, tie('value'), { maxKeys: 4 }),
  ),
})).value;

function written(value: unknown, writer = new JsonWriter(16, 1 << 24)): Buffer {
  writer.begin();
  writeJson(value, writer);
  return Buffer.from(writer.finish());
}

describe('writing JSON piece by piece', () => {
  it('gives the bytes of JSON.stringify', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(written(value).toString()).toBe(Buffer.from(JSON.stringify([value]).slice(1, -1)).toString());
      }),
      { numRuns: 1000 },
    );
  });

  it('writes a joined text that stands twice the same in both places, with all of its parts', () => {
    const joined = new JoinedText('"Title"\n', 'é'.repeat(1000), '', 'end');
    const body = written({ text: joined, again: [joined] }).toString();
    expect(JSON.parse(body)).toEqual({ text: joined.toString(), again: [joined.toString()] });
  });

  it('counts what is beyond the limit of the writer', () => {
    const writer = new JsonWriter(16, 2000);
    const joined = new JoinedText('a'.repeat(1500));
    writer.begin();
    writeJson([joined, joined], writer);
    expect(writer.bytes).toBe(JSON.stringify([joined, joined]).length);
  });
});
