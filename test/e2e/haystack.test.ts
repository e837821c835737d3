import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/library/build-index.ts';
import { evaluate } from '../../src/library/evaluate.ts';
import { type HaystackOptions, makeHaystacks } from '../../src/library/haystacks.ts';
import { serve } from '../../src/library/serve.ts';
import { hashTree, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const NAMES = ['kelp', 'tide', 'limpet', 'crab', 'gull', 'seal'];
/** Each tells of the sea, links to the next, and has a word of its own. */
const DOCUMENTS = NAMES.map((id, i) => ({
  id,
  title: `The ${id}`,
  text: `The sea has a ${id} ${'and more sea '.repeat(i)}at the shore.`,
  url: `https://shore.example/${id}`,
  links: [`https://shore.example/${NAMES[(i + 1) % NAMES.length]}`],
  metadata: { place: i },
}));
const ELSEWHERE = { id: 'train', title: 'A train', text: 'Rails and stations.' };

let folder: string;
let index: string;
let files: Pick<HaystackOptions, 'topics' | 'qrels'>;
beforeAll(async () => {
  folder = temporaryFolder();
  index = join(folder, 'shore');
  const input = join(folder, 'shore.jsonl');
  writeFileSync(input, [...DOCUMENTS, ELSEWHERE].map((document) => `${JSON.stringify(document)}\n`).join(''));
  await buildIndex({ inputs: [input], directory: index, encoder: 'none' });
  files = { topics: join(folder, 'topics.tsv'), qrels: join(folder, 'qrels.tsv') };
  writeFileSync(files.topics, 'q 1\tsea kelp\nq2\tsea shore\nq3\tsea gull\nq4\tno judgment\n');
  writeFileSync(
    files.qrels,
    'query-id\tcorpus-id\tscore\nq 1\tkelp\t1\nq 1\ttrain\t1\nq2\tseal\t2\nq2\ttide\t0\nq3\tgone\t1\n',
  );
});

const make = async (options: Partial<HaystackOptions> = {}) => {
  const out = join(temporaryFolder(), 'hay');
  const report = await makeHaystacks(index, { ...files, tokens: [24, 60], out, ...options });
  const read = (name: string) =>
    readFileSync(join(out, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { out, report, read };
};

describe('haystacks of an index', () => {
  it('hold what is relevant among the ranked others, and say what was left out and why', async () => {
    const { out, report, read } = await make();
    expect(report).toMatchObject({
      index: { name: 'shore' },
      retriever: 'bm25',
      unjudged: ['q4'],
      incomplete: ['q3'],
      sizes: [
        { tokens: 24, made: 1, tooLong: ['q2'], short: [] },
        { tokens: 60, made: 2, tooLong: [], short: [] },
      ],
    });
    expect(JSON.parse(readFileSync(join(out, 'haystack.json'), 'utf8'))).toEqual(report);
    const [first, second] = read('contexts-60.jsonl');
    const ranked = (await evaluate(index, { ...files, k: 10 })).rankings.get('q 1')!.map(({ id }) => id);
    expect(ranked).not.toContain('train');
    const found = first.documents
      .filter(({ rank }: { rank: number | null }) => rank !== null)
      .map(({ id }: { id: string }) => id);
    expect(found).toEqual(ranked.slice(0, found.length));
    expect(first.documents.at(-1)).toMatchObject({ id: 'train', gold: true, rank: null });
    expect(first.documents.filter(({ gold }: { gold: boolean }) => gold).map(({ id }: { id: string }) => id)).toEqual([
      'kelp',
      'train',
    ]);
    expect(first.text).toMatch(/^The kelp\nThe sea has a kelp at the shore\.\n\nThe /);
    for (const { tokens, text } of [first, second]) expect(text.match(/\S+/g).length).toBe(tokens);
  });

  it('are the same bytes for the same seed, and others for another', async () => {
    const hashes = async (options: Partial<HaystackOptions>) =>
      hashTree((await make(options)).out)['contexts-60.jsonl'];
    for (const options of [{ order: 'shuffled' }, { retriever: 'random' }] as const) {
      expect(await hashes({ ...options, seed: 1 })).toBe(await hashes({ ...options, seed: 1 }));
      expect(await hashes({ ...options, seed: 1 })).not.toBe(await hashes({ ...options, seed: 2 }));
    }
    expect(await hashes({ seed: 1 })).toBe(await hashes({ seed: 2 }));
  });

  it('take their distractors from the retriever that is named', async () => {
    const ids = async (retriever: HaystackOptions['retriever']) =>
      (await make({ retriever, tokens: [200] }))
        .read('contexts-200.jsonl')[1]
        .documents.map(({ id }: { id: string }) => id);
    const [bm25, graph, random] = [await ids('bm25'), await ids('graph'), await ids('random')];
    expect(new Set(bm25).size).toBe(bm25.length);
    expect(bm25).not.toContain('train');
    // A document that is judged not to be relevant is a distractor.
    expect(bm25).toContain('tide');
    // Links and chance know of documents that share no word with the query, and words do not.
    expect(graph).not.toEqual(bm25);
    expect(random.sort()).toEqual([...NAMES, 'train'].sort());
    await expect(ids('dense')).rejects.toMatchObject({ code: 'MODE_UNAVAILABLE' });
  });

  it('are collections of whole documents, and indexes of these that a server takes together', async () => {
    const { out, report } = await make({ as: 'indexes', tokens: [70], encoder: 'none' });
    expect(report.sizes).toMatchObject([{ made: 2 }]);
    expect(readdirSync(join(out, 'collections-70'))).toEqual(['q%201.jsonl', 'q2.jsonl']);
    const lines = readFileSync(join(out, 'collections-70', 'q2.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    const source = new Map([...DOCUMENTS, ELSEWHERE].map((document) => [document.id, document]));
    for (const line of lines) {
      const { id, title, text, metadata, links } = JSON.parse(line);
      expect(source.get(id)).toMatchObject({ title, text, ...(id !== 'train' && { metadata, links }) });
    }
    const directories = readdirSync(join(out, 'indexes-70')).map((name) => join(out, 'indexes-70', name));
    await using served = await serve(directories, { port: 0, workers: 1, log: null, watches: false });
    expect(served.indexes.map(({ name, description }) => [name, description.documents])).toEqual([
      ['q_201-70', expect.any(Number)],
      ['q2-70', lines.length],
    ]);
    const answer = await fetch(`${served.url}/i/q2-70/v1/search?query=seal&k=1`);
    expect(((await answer.json()) as { hits: unknown }).hits).toMatchObject([{ id: 'seal' }]);
  });

  it('and measures refuse judgments of no document of the index, with an id of each side', async () => {
    const qrels = join(folder, 'others.tsv');
    writeFileSync(qrels, 'query-id\tcorpus-id\tscore\nq2\tdoc-9\t1\n');
    await expect(evaluate(index, { topics: files.topics, qrels })).rejects.toMatchObject({
      code: 'QRELS_INVALID',
      message: expect.stringContaining('it judges such as "doc-9", and the index has such as "kelp"'),
      facts: { judgedId: 'doc-9', indexId: 'kelp' },
    });
  });

  it('are indexes of topics whatever their ids are', async () => {
    const ids = ['_q1', '日本', 'x'.repeat(300)];
    const [topics, qrels] = ['odd.tsv', 'odd-qrels.tsv'].map((name) => join(folder, name));
    writeFileSync(topics, ids.map((id) => `${id}\tsea kelp\n`).join(''));
    writeFileSync(qrels, `query-id\tcorpus-id\tscore\n${ids.map((id) => `${id}\tkelp\t1\n`).join('')}`);
    const { out } = await make({ topics, qrels, as: 'indexes', tokens: [24], encoder: 'none' });
    expect(readdirSync(join(out, 'indexes-24'))).toHaveLength(ids.length);
  });

  it('take the place of those of an earlier call, and of nothing else', async () => {
    const { out } = await make({ tokens: [24] });
    const { code, out: told } = runProgram([
      ...['haystack', index, out, '--topics', files.topics, '--qrels', files.qrels, '--tokens', '60', '--quiet'],
    ]);
    expect([code, told.split('\n')[1].trim().split(/ +/)]).toEqual([0, ['60', '2', '0', '0']]);
    expect(told).toContain('bm25, ranked, seed 1, tokens of words. Index shore@');
    expect(readdirSync(out).sort()).toEqual(['STILLWEB-EXPORT', 'contexts-60.jsonl', 'haystack.json']);
    await expect(makeHaystacks(index, { ...files, tokens: [24], out: folder })).rejects.toMatchObject({
      code: 'EXPORT_NOT_OURS',
    });
    await expect(make({ tokens: [] })).rejects.toMatchObject({ code: 'SETTING_INVALID' });
    writeFileSync(join(folder, 'none.tsv'), 'q 1\t0\tkelp\t0\n'.replaceAll('\t', ' '));
    await expect(make({ qrels: join(folder, 'none.tsv') })).rejects.toMatchObject({ code: 'QRELS_INVALID' });
  });

  it('say what they take the place of', async () => {
    const { out } = await make({ tokens: [60, 24] });
    const notes: string[] = [];
    await makeHaystacks(index, { ...files, tokens: [60], out, onNote: (note) => notes.push(note) });
    expect(notes).toEqual([
      `${out} held the haystacks of an earlier call, and holds these in their place: contexts-24.jsonl, contexts-60.jsonl, haystack.json`,
    ]);
  });

  it('are refused, before anything is written, where no topic has room', async () => {
    const { out } = await make({ tokens: [24] });
    const before = hashTree(out);
    await expect(makeHaystacks(index, { ...files, tokens: [1, 5], out })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.stringMatching(/in 5 tokens: the shortest needs \d+$/),
      facts: { setting: 'tokens' },
    });
    expect(hashTree(out)).toEqual(before);
  });
});
