import type { IndexView } from '../index-view.ts';
import type { Findings } from './findings.ts';

/** The table of passages: which document each is of, and where in its text. */
export function checkPassages({ passages, index }: Pick<IndexView, 'passages' | 'index'>, findings: Findings): void {
  const { first, document, start, end, documents } = passages;
  for (let number = 0; number < documents; number++) {
    const from = first[number];
    const to = first[number + 1];
    if (from >= to || to > passages.passages || (number === 0 && from > 0)) {
      findings.add('passage-run', `document ${number} has the passages ${from} to ${to}, which cannot be`);
      continue;
    }
    for (let passage = from; passage < to; passage++) {
      if (document[passage] !== number)
        findings.add('passage-document', `passage ${passage} names document ${document[passage]}, not ${number}`);
      if (start[passage] > end[passage]) findings.add('passage-span', `passage ${passage} ends before it starts`);
      if (passage > from && start[passage] < end[passage - 1])
        findings.add('passage-overlap', `passage ${passage} overlaps the one before`);
    }
  }
  const tokens = passages.length.reduce((sum, length) => sum + length, 0);
  const expected = index.manifest.counts.tokens;
  if (tokens !== expected) findings.add('token-count', `passages hold ${tokens} terms, the manifest says ${expected}`);
}
