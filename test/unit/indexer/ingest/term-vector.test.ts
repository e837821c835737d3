import { expect, it } from 'vitest';
import { readVector } from '../../../../indexer/ingest/term-vector.ts';
import { StillwebError } from '../../../../src/errors.ts';
import { MAX_VECTOR_TERMS } from '../../../../src/limits.ts';
import { readCollection, writeInput } from '../../../support/read-collection.ts';

const PLACE = { file: 'f.jsonl', line: 3 };

function faultOf(value: Parameters<typeof readVector>[0]): StillwebError {
  try {
    readVector(value, 'd', PLACE);
  } catch (error) {
    if (error instanceof StillwebError) return error;
    throw error;
  }
  throw new Error('was read');
}

async function read(...lines: string[]) {
  return await readCollection([writeInput('v.jsonl', lines.join('\n'))], { takesImpacts: true });
}

it('takes a vector of terms and weights from each record, whose text may be absent', async () => {
  const { documents, problems } = await read(
    '{"id": "a", "contents": "Some text", "vector": {"x": 1.10, "##y": 2, "zero": 0}, "rank": 1}',
    '{"id": "b", "vector": {"__proto__": 1e0}}',
    '{"id": "c", "text": "kept, though nothing finds it", "vector": {}}',
  );
  expect(problems).toEqual([]);
  expect(documents).toEqual([
    { id: 'a', title: '', text: 'Some text', impacts: `["x",${Math.fround(1.1)},"##y",2]`, metadata: { rank: 1 } },
    { id: 'b', title: '', text: '', impacts: '["__proto__",1]' },
    { id: 'c', title: '', text: 'kept, though nothing finds it' },
  ]);
});

it('is a field like others where impacts are not asked for', async () => {
  const { documents } = await readCollection([writeInput('v.jsonl', '{"id": "a", "text": "t", "vector": {"x": 1}}')]);
  expect(documents).toEqual([{ id: 'a', title: '', text: 't', metadata: { vector: { x: 1 } } }]);
});

it('reports a record without a vector, or with neither a text nor a weight, and reads on', async () => {
  const { documents, problems } = await read(
    '{"id": "a", "text": "t"}',
    '{"id": "b", "vector": {}}',
    '{"id": "c", "vector": {"x": -1}}',
    '{"id": "d", "vector": {"x\\u0000": 1}}',
    '{"id": "e", "vector": {"x": 1}}',
  );
  expect(problems.map(({ code }) => code)).toEqual([
    'FIELD_MISSING',
    'DOCUMENT_EMPTY',
    'IMPACTS_INVALID',
    'INVALID_TEXT',
  ]);
  expect(documents.map(({ id }) => id)).toEqual(['e']);
});

it.each([
  ['a list', [1, 2]],
  ['a weight below 0', { x: -0.5 }],
  ['a weight that is no number', { x: '1' }],
  ['a weight that no float of 32 bits holds', { x: 1e39 }],
  ['an empty term', { '': 1 }],
  ['a term of 256 characters', { ['x'.repeat(256)]: 1 }],
])('refuses %s', (_, value) => {
  expect(faultOf(value)).toMatchObject({ code: 'IMPACTS_INVALID', facts: { file: 'f.jsonl', line: 3, id: 'd' } });
});

it(`refuses more than MAX_VECTOR_TERMS terms`, () => {
  const terms = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, 1]));
  expect(readVector(terms(MAX_VECTOR_TERMS), 'd', PLACE)).toMatch(/^\["t0",1,/);
  expect(faultOf(terms(MAX_VECTOR_TERMS + 1))).toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
    facts: { field: 'vector' },
  });
});
