/**
 * What a change of a ranking's loops saves: two builds of this program rank the same questions of the same index in turn, in one
 * process, so that what else the machine does meets both alike. Their hits must be equal, with their scores.
 *
 *   node dist/scripts/bench/builds.js INDEX --before DIST [--after DIST] --topics FILE... [--modes bm25,dense,hybrid]
 *     [--depths 10,100] [--passes 7] [--out FILE]
 *
 * DIST is the `dist` of a build. Each file of topics has figures of its own. Prints a JSON record, which docs/performance/ keeps.
 */
import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/benchmark/machine.ts';
import type { SearchMode } from '../../src/contract/search.ts';
import { readTopics } from '../../src/evaluation/topic-file.ts';
import { median } from './median.ts';
import { fastestInTurn, openSearcher, THIS_BUILD } from './two-builds.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    before: { type: 'string' },
    after: { type: 'string', default: THIS_BUILD },
    topics: { type: 'string', multiple: true },
    modes: { type: 'string', default: 'bm25,dense,hybrid' },
    depths: { type: 'string', default: '10,100' },
    passes: { type: 'string', default: '7' },
    out: { type: 'string' },
  },
});
const [directory] = positionals;
if (directory === undefined || values.before === undefined || values.topics === undefined) {
  throw new TypeError('give an index, --before DIST and --topics FILE');
}

interface Question {
  readonly text: string;
  /** The file that it stands in. */
  readonly file: string;
}

const questions: Question[] = [];
for (const file of values.topics) {
  for (const { text } of await readTopics(file)) questions.push({ text, file: basename(file) });
}
const builds = [await openSearcher(values.before, directory), await openSearcher(values.after, directory)];

/** Refuses builds that rank differently. */
async function compare(mode: SearchMode, k: number): Promise<void> {
  for (const { text } of questions) {
    const [before, after] = await Promise.all(builds.map((build) => build.rank(text, { mode, k })));
    const listed = (hits: typeof before) => hits.map(({ id, score }) => `${id} ${score}`).join('\n');
    if (listed(before) !== listed(after)) throw new Error(`the builds rank differently: ${mode}, top ${k}: ${text}`);
  }
}

const mean = (of: Float64Array) => of.reduce((sum, each) => sum + each, 0) / of.length;
const round = (figure: number) => Number(figure.toPrecision(3));
const rows: (string | number)[][] = [];
for (const mode of values.modes.split(',') as SearchMode[]) {
  for (const k of values.depths.split(',').map(Number)) {
    await compare(mode, k);
    const figures = await fastestInTurn(questions.length, Number(values.passes), async (build, i) => {
      const startMs = performance.now();
      await builds[build].rank(questions[i].text, { mode, k });
      return performance.now() - startMs;
    });
    for (const file of new Set(questions.map((question) => question.file))) {
      const ofFile = (all: Float64Array) => all.filter((_, i) => questions[i].file === file).map((ms) => ms * 1e3);
      const [before, after] = figures.map(ofFile);
      const means = [mean(before), mean(after)].map(round);
      const middles = [median(before), median(after)].map(round);
      rows.push([mode, k, file, before.length, ...means, round(means[1] / means[0]), ...middles]);
    }
  }
}
for (const build of builds) await build.close();
const { cpu, cores, node, commit } = describeMachine();
const { counts } = builds[1].view.index.manifest;
const record = {
  kind: 'table',
  machine: `${cpu}, ${cores} cores, Node ${node}`,
  at: new Date().toISOString(),
  title: `Two builds in turn: ${counts.passages.toLocaleString('en')} passages`,
  heads: ['mode', 'top', 'questions', 'of them', 'before, mean µs', 'after', 'after / before', 'before, p50', 'after'],
  rows,
  notes: [
    `In one process, one thread, from the text to the ids of the hits; for each question the fastest of ${values.passes} passes. All hits and scores are equal. Index ${basename(resolve(directory))}, commit ${commit}. scripts/bench/builds.ts`,
  ],
};
const text = `${JSON.stringify(record, null, 1)}\n`;
if (values.out !== undefined) writeFileSync(values.out, text);
process.stdout.write(text);
