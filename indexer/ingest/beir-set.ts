import { withoutCompression } from './file-name.ts';

/**
 * Which entries of a folder are no documents because the folder is a set like those of BEIR: where it holds `queries.jsonl`, and
 * beside it `corpus.jsonl`, judgments in `qrels.tsv` or a folder `qrels`, each file perhaps compressed, the queries and the judgments are
 * there to evaluate the corpus with. Indexed, each query would be the best hit for itself.
 *
 * @param names of all entries of one folder
 * @see BEIR (Thakur et al., 2021), https://github.com/beir-cellar/beir/wiki/Load-your-custom-dataset
 */
export function findEvaluationEntries(names: readonly string[]): ReadonlySet<string> {
  const namesOf = (wanted: string) => names.filter((name) => withoutCompression(name) === wanted);
  const queries = namesOf('queries.jsonl');
  const judgments = [...namesOf('qrels.tsv'), ...names.filter((name) => name === 'qrels')];
  if (queries.length === 0 || (judgments.length === 0 && namesOf('corpus.jsonl').length === 0)) return new Set();
  return new Set([...queries, ...judgments]);
}
