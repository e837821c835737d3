import { describe, expect, it } from 'vitest';
import { readAnswer, readEntry, type TraceEntry } from '../../../../src/experiment/trace/trace-entry.ts';

const read = (line: string): TraceEntry => readEntry('t.jsonl', 7, 0, Buffer.from(line));

const BODY = '{"hits":[{"id":"a","title":"Küste \\" ☂","score":1.25}]}';
const ANSWER = {
  ...{ answer: 'a1', index: 'i', key: 'k', hits: 1, notes: { hits: [['a']], legs: [{ bm25: '1:2' }] } },
  ...{ bytes: Buffer.byteLength(BODY), body: JSON.parse(BODY) },
};
const CALL = {
  ...{ call: 1, time: '2026-01-01T00:00:00.000Z', ms: 1.5, request: 'r', session: 's', step: 1, door: '/v1/search' },
  ...{
    kind: 'search',
    index: { name: 'shore', id: 'i' },
    asked: { queries: ['tide'], k: 3 },
    hits: [['a']],
    opened: ['a'],
  },
  ...{ status: 200, error: null, answer: 'a1', bytes: 9, joint: { place: 0, ranks: [[1]] }, treated: ['x'] },
  sent: { method: 'POST', url: '/v1/search', body: {} },
};
const INDEX = {
  serves: { name: 'shore', id: 'i' },
  place: 0,
  description: {
    ...{ documents: 1, passages: 1, terms: 1, links: 0, newest: null, ranking: 'bm25' },
    ...{ analyzer: { name: 'english', version: 2 }, encoder: null, modes: ['bm25'] },
  },
};
const REFUSAL = {
  answer: 'a1',
  index: 'i',
  key: 'k',
  hits: null,
  error: { code: 'UNSUPPORTED', message: 'm', facts: {} },
  bytes: 0,
};
const HEAD = { trace: 1, software: 'stillweb 0.1.0', started: '2026-01-01T00:00:00.000Z' };

type Members = Record<string, unknown>;
/** The line with another value at a path; undefined takes the member away. */
function changed(line: object, path: string, value: unknown): string {
  const copy = structuredClone(line) as Members;
  const names = path.split('.');
  const last = names.pop() ?? '';
  const owner = names.reduce((members, name) => members[name] as Members, copy);
  owner[last] = value;
  return JSON.stringify(copy);
}

describe('a line of a trace', () => {
  it.each([
    ['a head', HEAD],
    ['an index', INDEX],
    ['an answer', ANSWER],
    ['a refusal', REFUSAL],
    ['a call', CALL],
    [
      'a call of nothing',
      { ...CALL, session: null, step: null, door: null, kind: null, index: null, asked: null, answer: null },
    ],
    ['an index with a member of a later version', { ...INDEX, description: { ...INDEX.description, later: 1 } }],
    ['a call with a member of a later version', { ...CALL, later: { a: 1 } }],
  ])('is taken as %s', (_, line) => {
    expect(() => read(JSON.stringify(line))).not.toThrow();
  });

  it.each<[object, string, unknown]>([
    [HEAD, 'software', 7],
    [HEAD, 'started', undefined],
    [INDEX, 'serves', 'shore'],
    [INDEX, 'serves.name', undefined],
    [INDEX, 'serves', { name: '\ud800', id: 'i' }],
    [INDEX, 'place', -1],
    [INDEX, 'description.modes', []],
    [INDEX, 'description.analyzer.name', null],
    [INDEX, 'description.encoder', { name: 'x' }],
    [ANSWER, 'answer', 1],
    [ANSWER, 'answer', '\ud800'],
    [ANSWER, 'index', {}],
    [ANSWER, 'key', undefined],
    [ANSWER, 'hits', '1'],
    [ANSWER, 'bytes', undefined],
    [ANSWER, 'bytes', -1],
    [ANSWER, 'body', undefined],
    [ANSWER, 'notes', null],
    [ANSWER, 'notes.hits', [['\udfff']]],
    [ANSWER, 'notes.opened', [1]],
    [ANSWER, 'notes.legs', [{ bm25: 1 }]],
    [REFUSAL, 'error', 'x'],
    [REFUSAL, 'error.code', 'NOSUCH'],
    [REFUSAL, 'error.code', 'constructor'],
    [REFUSAL, 'error.facts', []],
    [CALL, 'call', 0],
    [CALL, 'call', 'x'],
    [CALL, 'time', 'now'],
    [CALL, 'ms', null],
    [CALL, 'request', 3],
    [CALL, 'session', '\ud800'],
    [CALL, 'session', undefined],
    [CALL, 'step', 1e308],
    [CALL, 'aside', 'yes'],
    [CALL, 'door', {}],
    [CALL, 'kind', undefined],
    [CALL, 'index', JSON.parse('{"__proto__":1}')],
    [CALL, 'index', {}],
    [CALL, 'index', 'sci'],
    [CALL, 'index.id', undefined],
    [CALL, 'index', { name: '\ud800', id: 'i' }],
    [CALL, 'asked', 'tide'],
    [CALL, 'asked.queries', 'tide'],
    [CALL, 'context', 1],
    [CALL, 'declared', { mask: 1 }],
    [CALL, 'treated', 'x'],
    [CALL, 'joint', null],
    [CALL, 'joint.ranks', [1]],
    [CALL, 'hits', ['a']],
    [CALL, 'hits', [['\ud800']]],
    [CALL, 'opened', ['\ud800']],
    [CALL, 'status', '200'],
    [CALL, 'error', 7],
    [CALL, 'answer', undefined],
    [CALL, 'bytes', 1.5],
    [CALL, 'sent', 'GET'],
    [CALL, 'sent.url', '@elsewhere.example/'],
  ])('%j is refused where %s is %j, by its number and the member', (line, path, value) => {
    const refusal = { code: 'TRACE_INVALID', message: expect.stringContaining('t.jsonl, line 7: ') };
    const [member] = path.split('.');
    const facts = { path: 't.jsonl', line: 7, member: expect.stringContaining(member) };
    expect(() => read(changed(line, path, value))).toThrow(expect.objectContaining({ ...refusal, facts }));
  });

  it('that ends a later start of another version is refused', () => {
    expect(() => read('{"trace":2}')).toThrow('line 7: it is a trace of version 2; this program reads version 1');
  });
});

describe('the body of an answer', () => {
  const { body: _, ...told } = ANSWER;
  const opening = JSON.stringify(told).slice(0, -1);
  const bodyOf = (line: string): string => Buffer.from(readAnswer(Buffer.from(line)).body ?? []).toString('utf8');
  /** As `json.dumps` of Python writes: a blank behind `:` and `,`, and escapes for what is not ASCII. */
  const respaced = (text: string): string =>
    text
      .replace(/("(?:[^"\\]|\\.)*"|[^",:]+)([,:])/g, '$1$2 ')
      .replace(/[^ -~]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);

  it('is found at the end of the line, byte for byte', () => {
    expect(bodyOf(`${opening},"body":${BODY}}`)).toBe(BODY);
    const spaced = '[ 1.0,\t2 ]';
    expect(bodyOf(`${opening.replace(/"bytes":\d+/, '"bytes":10')},"body":${spaced}}`)).toBe(spaced);
  });

  it('is the same where another program wrote the line anew, with blanks, escapes or members in another order', () => {
    const line = respaced(JSON.stringify(ANSWER));
    expect(line).toContain('{"answer": "a1", ');
    expect(line).toContain('K\\u00fcste');
    expect(bodyOf(line)).toBe(BODY);
    const { body, bytes, ...first } = ANSWER;
    expect(bodyOf(JSON.stringify({ ...first, body, bytes }))).toBe(BODY);
  });

  it.each([
    ['what stands there is longer than what was sent', `${opening},"body":${BODY.replace('Küste', 'Küsten')}}`],
    ['its numbers were written anew', `${opening.replace(/"bytes":\d+/, '"bytes":3')},"body": 1.0}`],
    ['a member stands behind it', `${opening.replace(/"bytes":\d+/, '"bytes":7')},"body":1,"x":2,"body":[3]}`],
    ['a text is shorter than what was sent', `${opening},"text":"x"}`],
    ['bytes in base64 are fewer', `${opening},"base64":"AAAA"}`],
  ])('is refused where %s', (_why, line) => {
    const facts = { member: 'bytes', line: 7, path: 't.jsonl' };
    expect(() => read(line)).toThrow(expect.objectContaining({ code: 'TRACE_INVALID', facts }));
  });
});
