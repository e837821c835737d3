import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readQrels } from '../../../src/evaluation/qrels-file.ts';
import { readQuestions } from '../../../src/evaluation/question-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function write(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

it('questions are read from JSON Lines by the usual fields, with a text, a number or lists as answers', async () => {
  const content = [
    '{"_id":7,"query":" a? ","answers":["b",["c",4]]}',
    '{"question":"d?","text":"no question","answer":5}',
    '',
    '{"query_id":"x","problem":"e?"}',
  ].join('\n');
  const questions = [
    { id: '7', text: 'a?', answers: ['b', 'c', '4'] },
    { id: '2', text: 'd?', answers: ['5'] },
    { id: 'x', text: 'e?', answers: [] },
  ];
  expect(await readQuestions(write('q.jsonl', content))).toEqual({ questions, canaries: [] });
  expect(await readQuestions(write('q.gz', gzipSync(content)))).toEqual({ questions, canaries: [] });
  const named = await readQuestions(write('q.jsonl', '{"a":"b","query":"c","d":"e"}'), { question: 'a', answers: 'd' });
  expect(named.questions).toEqual([{ id: '1', text: 'b', answers: ['e'] }]);
});

it('questions are read from CSV by its header, and from topics', async () => {
  const csv = await readQuestions(write('q.csv', 'id,question,answer\r\n1,"a, ""b""\nc",d\r\n2,e,\r\n'));
  expect(csv.questions).toEqual([
    { id: '1', text: 'a, "b"\nc', answers: ['d'] },
    { id: '2', text: 'e', answers: [] },
  ]);
  expect((await readQuestions(write('q.tsv', 'q1\ta b\n'))).questions).toEqual([
    { id: 'q1', text: 'a b', answers: [] },
  ]);
});

it.each([
  ['q.jsonl', '{"question":"a"}\n{"questions":"b"}', 'TOPICS_INVALID', /:2: the row has no question/],
  ['q.jsonl', '{"question":""}', 'TOPICS_INVALID', /:1: the row has no question/],
  ['q.jsonl', '{"question":"a"}\n[]', 'TOPICS_INVALID', /:2: the line is not a JSON object/],
  ['q.csv', 'id,question\n1,"a', 'TOPICS_INVALID', /no table/],
  ['q.jsonl', `{"question":"${'QUJD'.repeat(9)}"}`, 'CANARY_WRONG', /:1: the question is obfuscated/],
])('%s is refused with the place: %s', async (name, content, code, message) => {
  await expect(readQuestions(write(name, content))).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});

it('rows of BrowseComp-Plus are judgments', async () => {
  const row = { query_id: 769, evidence_docs: [{ docid: 'a' }, { docid: 5 }], gold_docs: [{ docid: 'a' }] };
  const path = write('rows.jsonl', `${JSON.stringify(row)}\n`);
  const of = (qrels: Awaited<ReturnType<typeof readQrels>>) =>
    [...qrels].map(([topic, judged]) => [topic, [...judged]]);
  expect(of(await readQrels(path))).toEqual([
    [
      '769',
      [
        ['a', 1],
        ['5', 1],
      ],
    ],
  ]);
  expect(of(await readQrels(path, { relevant: 'gold_docs' }))).toEqual([['769', [['a', 1]]]]);
  for (const wrong of [
    '{"evidence_docs":[]}',
    '{"query_id":1}',
    '{"query_id":1,"evidence_docs":[{}]}',
    '{"query_id":1,"evidence_docs":[null]}',
  ]) {
    await expect(readQrels(write('rows.jsonl', wrong))).rejects.toMatchObject({
      code: 'QRELS_INVALID',
      facts: { line: 1 },
    });
  }
});
