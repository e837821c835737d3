import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { CanaryDecoder, canariesIn, looksEncoded } from '../../../src/evaluation/canary.ts';

/** As the publishers of BrowseComp do it: XOR with a digest that is repeated, byte by byte. */
function obfuscate(text: string, canary: string): string {
  const digest = createHash('sha256').update(canary).digest();
  return Buffer.from(Buffer.from(text).map((byte, i) => byte ^ digest[i % digest.length])).toString('base64');
}

const LONG = 'Which river, seen from the temple, freezes first — and in which year did 東京 hear of it?';

it('a row is decoded, however deep its texts lie, but for its ids and numbers', () => {
  const hide = (text: string) => obfuscate(text, 'secret');
  const decoder = new CanaryDecoder('secret');
  const row = {
    query_id: 'QUJD',
    query: hide(LONG),
    docs: [{ docid: hide('5412'), n: 7, text: hide('ü') }],
    none: null,
  };
  expect(decoder.decode(row, 'rows:1')).toEqual({
    query_id: 'QUJD',
    query: LONG,
    docs: [{ docid: '5412', n: 7, text: 'ü' }],
    none: null,
  });
  expect(decoder.decoded).toBe(3);
});

it('texts that are no base64, and short words, stay as they are', () => {
  const decoder = new CanaryDecoder('secret');
  const row = { topic: 'TV shows & movies', empty: '', url: 'https://example.org/aaaaaaaaaaaaaaaaaaaaaaaa' };
  expect(decoder.decode(row, 'rows:1')).toEqual(row);
  expect(decoder.decoded).toBe(0);
});

it('a row may bring its own canary, which the given one goes before', () => {
  const row = { problem: obfuscate(LONG, 'own'), canary: 'own' };
  expect(new CanaryDecoder(undefined).decode(row, 'rows:1')).toEqual({ problem: LONG, canary: 'own' });
  expect(() => new CanaryDecoder('given').decode(row, 'rows:1')).toThrow(/"problem" is obfuscated with another canary/);
});

it('another canary is told with the place, and no canary is', () => {
  const row = { problem: obfuscate(LONG, 'right secret') };
  const attempt = () => new CanaryDecoder('wrong secret').decode(row, 'rows:9');
  expect(attempt).toThrow(
    expect.objectContaining({ code: 'CANARY_WRONG', facts: { place: 'rows:9', field: 'problem' } }),
  );
  expect(attempt).not.toThrow(/secret/);
  expect(() => new CanaryDecoder(undefined).decode(row, 'rows:9')).toThrow(/rows:9: the row has no canary/);
});

it('published canaries are found by their GUIDs', () => {
  const guid = '0f9c2d7e-1234-4abc-8def-001122334455';
  expect(canariesIn(`x BENCHMARK canary GUID toy:${guid.toUpperCase()} y canary guid ${guid}; canary GUID 12`)).toEqual(
    [guid],
  );
});

it('a long base64 is told from words', () => {
  expect(looksEncoded(obfuscate(LONG, 'x'))).toBe(true);
  expect(looksEncoded('Pneumonoultramicroscopic')).toBe(true);
  expect(looksEncoded('who is it that wrote this')).toBe(false);
  expect(looksEncoded('Antidisestablishment')).toBe(false);
});
