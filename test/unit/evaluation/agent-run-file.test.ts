import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAgentRuns } from '../../../src/evaluation/agent-run-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const RUN = {
  query_id: '7',
  status: 'completed',
  tool_call_counts: { search: 2 },
  retrieved_docids: ['a', 5, 'a'],
  result: [{ type: 'reasoning' }, { type: 'output_text', output: 'It is so.' }],
};

describe('runs of an agent', () => {
  const folder = temporaryFolder();
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('are read from a folder of files over many lines, and from a file of lines', async () => {
    const runs = join(folder, 'runs');
    mkdirSync(join(runs, 'deeper'), { recursive: true });
    writeFileSync(join(runs, 'run_b.json'), JSON.stringify(RUN, null, 2));
    writeFileSync(join(runs, 'run_a.json'), JSON.stringify({ ...RUN, query_id: 3, result: [] }));
    writeFileSync(join(runs, 'readme.txt'), 'no run');
    const read = await readAgentRuns(runs);
    expect([...read.keys()]).toEqual(['3', '7']);
    expect(read.get('7')).toEqual({
      ...{ question: '7', status: 'completed', calls: new Map([['search', 2]]), retrieved: ['a', '5'] },
      response: 'It is so.',
    });
    expect(read.get('3')!.response).toBe('');
    const lines = file(
      'runs.jsonl',
      `${JSON.stringify({ ...RUN, query_id: 3, result: [] })}\n${JSON.stringify(RUN)}\n`,
    );
    expect(await readAgentRuns(lines)).toEqual(read);
  });

  it.each<[string, object]>([
    ['no id', { query_id: undefined }],
    ['no status', { status: 1 }],
    ['a count that is none', { tool_call_counts: { search: -1 } }],
    ['counts in a list', { tool_call_counts: [1] }],
    ['documents that are none', { retrieved_docids: [{}] }],
    ['a result that is none', { result: 'It is so.' }],
    ['an output that is no text', { result: [{ type: 'output_text', output: 1 }] }],
  ])('are refused with %s', async (_what, change) => {
    const path = file('wrong.jsonl', JSON.stringify({ ...RUN, ...change }));
    await expect(readAgentRuns(path)).rejects.toMatchObject({ code: 'AGENT_RUN_INVALID' });
  });

  it('are refused where one question was answered twice, and where there is none', async () => {
    const twice = file('twice.jsonl', `${JSON.stringify(RUN)}\n${JSON.stringify(RUN)}\n`);
    await expect(readAgentRuns(twice)).rejects.toThrow('question 7 has been answered');
    mkdirSync(join(folder, 'empty'));
    await expect(readAgentRuns(join(folder, 'empty'))).rejects.toMatchObject({ code: 'AGENT_RUN_INVALID' });
    await expect(readAgentRuns(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'INPUT_MISSING' });
  });
});
