import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tableFromIPC } from 'apache-arrow';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIndex, openIndex, search } from '../../src/index.ts';
import { replay } from '../../src/library/replay.ts';
import { serve } from '../../src/library/serve.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TEXTS = ['the tide bends the kelp', 'a limpet holds to the rock', 'the crab changes its shell', 'rock and tide'];
const folder = temporaryFolder();
const [same, other, trace] = ['same', 'other', 'trace.jsonl'].map((name) => join(folder, name));

async function build(texts: readonly string[], out: string): Promise<void> {
  const input = join(temporaryFolder(), 'documents.jsonl');
  writeFileSync(input, texts.map((text, i) => `${JSON.stringify({ id: `d${i}`, text })}\n`).join(''));
  await buildIndex({ inputs: [input], directory: out, name: 'shore', encoder: 'none' });
}

describe('the commands of traces', () => {
  beforeAll(async () => {
    await build(TEXTS, same);
    await build([...TEXTS.slice(0, 3), 'rock and tide and a new word'], other);
    const index = await openIndex(same, { trace });
    for (const query of ['tide', 'shell', 'crab shell', 'kelp']) await search(index, query, { session: 'a' });
    await index.close();
  });

  it('find no difference in the same index, and end well', () => {
    const { code, out, err } = runProgram(['replay', trace, '--against', same, '--quiet']);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('4 of 1 sessions; 4 answers compared');
    expect(out).toContain('Every answer is the same.');
  });

  it('say that a last line which was cut is passed over', () => {
    const cut = join(folder, 'cut.jsonl');
    writeFileSync(cut, `${readFileSync(trace, 'utf8')}{"call":99,"ti`);
    const { code, err } = runProgram(['replay', cut, '--against', same, '--quiet']);
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/cut\.jsonl:\d+: the last line was cut, and is passed over/),
    ]);
  });

  it('leave a packed trace as it is, which a server answers from, cut or not', async () => {
    const packed = join(folder, 'packed.jsonl.gz');
    writeFileSync(packed, gzipSync(`${readFileSync(trace, 'utf8')}{"call":99,"ti`));
    const notes: string[] = [];
    const options = { port: 0, log: null, fromTrace: packed, onNote: (said: string) => notes.push(said) };
    await using served = await serve([], options);
    expect(served.indexes).toMatchObject([{ name: 'shore' }]);
    expect(notes).toEqual([expect.stringContaining('the last line was cut')]);
  });

  it('say that a server records into the file that is replayed', async () => {
    const grown = join(folder, 'grown.jsonl');
    writeFileSync(grown, readFileSync(trace));
    await using served = await serve([same], { port: 0, log: null, trace: grown });
    const onto = await replay(grown, { against: served.url });
    expect([onto.differences, onto.hasGrown]).toEqual([[], true]);
    expect((await replay(trace, { against: served.url })).hasGrown).toBeUndefined();
  });

  it('name the calls that differ and why, and end with 1', () => {
    const told = runProgram(['replay', trace, '--against', other, '--recorded', same, '--quiet']);
    expect(told.code).toBe(1);
    expect(told.err).toContain('REPLAY_DIFFERS');
    expect(told.out).toMatch(/DIFFERS {3}call 1, session a, step 1: search "tide"/);
    expect(told.out).toContain('"d3" has another title or text');
    const { differences } = JSON.parse(
      runProgram(['replay', trace, '--against', other, '--recorded', same, '--quiet', '--json']).out,
    );
    expect(differences.map(({ call }: { call: number }) => call)).toContain(1);
  });

  it('tell a slip from a difference: a file that is none, a place that is none', () => {
    const documents = join(folder, 'documents.jsonl');
    writeFileSync(documents, '{"id":1}\n');
    const refused = runProgram(['replay', documents, '--against', same, '--quiet']);
    expect([refused.code, refused.err.includes('TRACE_INVALID')]).toEqual([2, true]);
    const gone = runProgram(['replay', join(folder, 'gone.jsonl'), '--against', same, '--quiet']);
    expect([gone.code, gone.err.includes('INPUT_MISSING')]).toEqual([2, true]);
    const piped = runProgram(['trace', '/dev/stdin'], { input: readFileSync(trace) });
    expect([piped.code, piped.err]).toEqual([2, expect.stringMatching(/INPUT_MISSING.*save what it gives to a file/s)]);
    const both = runProgram(['replay', trace, '--against', 'http://127.0.0.1:1', '--recorded', same, '--quiet']);
    expect([both.code, both.err.includes('SETTING_INVALID')]).toEqual([2, true]);
    const nobody = runProgram(['replay', trace, '--against', 'http://127.0.0.1:1', '--quiet']);
    expect([nobody.code, nobody.err.includes('SERVER_UNREACHABLE')]).toEqual([1, true]);
  });

  it('count what a trace holds, and write its calls once', () => {
    const counts = JSON.parse(runProgram(['trace', trace, '--json']).out);
    expect(counts).toMatchObject({ calls: 4, sessions: 1, longest: 4, answers: 4, otherwise: 0, errors: [] });
    const arrow = join(folder, 'calls.arrow');
    expect(runProgram(['trace', trace, '--out', arrow, '--as', 'arrow']).code).toBe(0);
    expect(tableFromIPC(readFileSync(arrow)).numRows).toBe(4);
    const again = runProgram(['trace', trace, '--out', trace]);
    expect([again.code, again.err.includes('is not written over')]).toEqual([2, true]);
    const lines = join(folder, 'calls.jsonl');
    expect(runProgram(['trace', trace, '--out', lines, '--anonymous', '--hash-texts']).code).toBe(0);
    expect(readFileSync(lines, 'utf8')).not.toContain('tide');
    expect(runProgram(['trace', trace, '--out', lines, '--hash-texts']).err).toContain('SETTING_INVALID');
  });
});
