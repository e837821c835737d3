import { resolve } from 'node:path';
import { type HaystackOptions, makeHaystacks } from '../library/haystacks.ts';
import { note, print, printGrid, printJson } from './output.ts';
import { groupDigits, Progress } from './progress.ts';

export interface HaystackFlags extends Required<Omit<HaystackOptions, 'out' | 'onProgress' | 'onNote'>> {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** @throws StillwebError as `makeHaystacks` */
export async function runHaystack(directory: string, out: string, flags: HaystackFlags): Promise<void> {
  const { topics, qrels, tokens, as, retriever, order, seed, tokenizer, depth, encoder } = flags;
  const progress = new Progress(flags.quiet === true);
  const report = await makeHaystacks(directory, {
    ...{ topics, qrels, tokens, as, retriever, order, seed, tokenizer, depth, encoder },
    out: resolve(out),
    onNote: note,
    onProgress: (done, total) => progress.update({ stage: 'making', count: done, unit: 'topics', done, total }),
  });
  progress.finish();
  if (flags.json) {
    printJson(report);
    return;
  }
  const { index, unjudged, incomplete, sizes } = report;
  printGrid(
    ['tokens', as, 'relevant too long', 'distractors ended'],
    sizes.map(({ tokens, made, tooLong, short }) =>
      [tokens, made, tooLong.length, short.length].map((count) => groupDigits(count)),
    ),
  );
  print(`${retriever}, ${order}, seed ${seed}, tokens of ${report.tokenizer.name}. Index ${index.name}@${index.id}`);
  for (const { tokens, made } of sizes) {
    if (made === 0) note(`nothing has ${groupDigits(tokens)} tokens: the relevant documents of every topic are longer`);
  }
  const left: readonly (readonly [readonly string[], string])[] = [
    [unjudged, 'without a relevant document'],
    [incomplete, 'whose relevant documents the index has not all'],
  ];
  for (const [ids, what] of left) if (ids.length > 0) note(`left out: ${groupDigits(ids.length)} topics ${what}`);
}
