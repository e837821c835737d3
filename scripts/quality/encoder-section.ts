import { markdownTable } from '../bench/performance/markdown-table.ts';
import { sum } from './falls.ts';
import type { StoredEncoder, StoredQuality, StoredSet } from './stored.ts';

const INTRODUCTION = `One row for each set that was measured with every encoder, nDCG@10 by the newest ranking. BM25 is the same with all of them. Each encoder brings
the share that vectors have of a hybrid score, which its rows in the manifest say: the static table 15 % where a query is covered and up to 45 %, a model 20 to 50 %. Made by

\`\`\`sh
npm run quality -- encoder onnx:FOLDER?precision=float32 --data FOLDER --indexes FOLDER
\`\`\`
`;

/** Modes by encoder: which of them is worth what with which. Empty where one encoder has been measured. */
export function encoderSection({ sets, encoders }: Pick<StoredQuality, 'sets' | 'encoders'>): string[] {
  if (encoders.length === 0) return [];
  const all: readonly StoredEncoder[] = [{ name: 'static', sets }, ...encoders];
  const rows = sets.flatMap(({ name, judged, topics }) => {
    const measured = all.map(({ sets: each }) => each.find((set) => set.name === name && set.topics === topics));
    if (measured.some((set) => set === undefined)) return [];
    return [{ name, judged, means: meansOf(measured as StoredSet[]) }];
  });
  const heads = ['bm25', ...all.flatMap(({ name }) => ['dense', 'hybrid'].map((mode) => `${mode}, ${name}`))];
  const cells = rows.map(({ name, judged, means }) => [name, String(judged), ...means.map((mean) => mean.toFixed(4))]);
  const means = heads.map((_, i) => (sum(rows.map((row) => row.means[i])) / rows.length).toFixed(4));
  return [
    '## By encoder',
    '',
    ...INTRODUCTION.split('\n'),
    ...markdownTable(['set', 'topics', ...heads], [...cells, ['*mean of the sets*', '', ...means]]),
  ];
}

/** BM25, and of each encoder dense and hybrid. */
function meansOf(measured: readonly StoredSet[]): number[] {
  const meanOf = ({ measurements }: StoredSet, mode: string) =>
    measurements[measurements.length - 1].modes[mode].means['nDCG@10'];
  return [
    meanOf(measured[0], 'bm25'),
    ...measured.flatMap((set) => ['dense', 'hybrid'].map((mode) => meanOf(set, mode))),
  ];
}
