interface RawLine {
  readonly mode?: string;
  readonly peer?: string;
  readonly corpus?: string;
  readonly top10?: readonly (readonly string[])[];
}

/**
 * Lines of the harness as they are kept: without the ids of the hits, which are of the collection, not of the measurement.
 * What they tell stays: how many of Lucene's first ten hits each engine has.
 */
export function keepLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const raw = lines.map((line) => JSON.parse(line) as RawLine);
  const kept = raw.map(({ top10, ...rest }) => {
    if (rest.mode !== 'lexical' || top10 === undefined) return rest;
    const lucene = raw.findLast(({ peer, corpus }) => peer === 'lucene' && corpus === rest.corpus)?.top10;
    return lucene === undefined ? rest : { ...rest, overlap10: shareOf(top10, lucene) };
  });
  return kept.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Mean share of the first ten of each list that the other has among its own; lists that are empty say nothing. */
function shareOf(lists: readonly (readonly string[])[], others: readonly (readonly string[])[]): number {
  const shares = lists.flatMap((list, i) => {
    const first = list.slice(0, 10);
    const known = new Set(others[i]?.slice(0, 10));
    return first.length === 0 ? [] : [first.filter((id) => known.has(id)).length / first.length];
  });
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.length === 0 ? 0 : Number((sum / shares.length).toFixed(4));
}
