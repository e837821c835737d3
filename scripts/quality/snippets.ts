import { parseArgs } from 'node:util';
import type { Analyzer } from '../../src/analysis/analyzer.ts';
import { createAnalyzer } from '../../src/analysis/analyzers.ts';
import { sampleQueries } from '../../src/benchmark/sample-queries.ts';
import { print, printJson } from '../../src/cli/output.ts';
import { onOneLine } from '../../src/cli/plain-text.ts';
import type { Hit } from '../../src/contract/search.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { PHRASINGS } from './phrasings.ts';
import { sampleTitles } from './question-test.ts';
import { countSnippets, type SnippetFacts } from './snippet-facts.ts';

/**
 * Reads snippets of an index by rules of its own, which are not those by which they are cut: how many begin and end with a
 * sentence or a clause or say with an ellipsis that they do not, how many split a word, how many have offsets that lie.
 *
 *   node dist/scripts/quality/snippets.js INDEX [--snippets 200] [--tokens 64] [--show 0] [--seed 7] [--json]
 *
 * Half of the queries are titles in many phrasings, half are words out of texts. Mode bm25, three hits of each. Ends with 1
 * where an end is bad in more than a tenth, a word is split, or an offset lies.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    snippets: { type: 'string', default: '200' },
    tokens: { type: 'string', default: '64' },
    show: { type: 'string', default: '0' },
    seed: { type: 'string', default: '7' },
    json: { type: 'boolean', default: false },
  },
});
const [directory] = positionals;
if (directory === undefined) throw new TypeError('the directory of an index is needed');
const wanted = Number(values.snippets);
const DEPTH = 3;

const searcher = await Searcher.open(openIndex(directory));
const analyzer = createAnalyzer(searcher.view.index.manifest.analyzer.name as Analyzer['name']);
const half = Math.ceil(wanted / DEPTH / 2) + 3;
const titled = sampleTitles(searcher, half).map(({ title }, i) => PHRASINGS[i % PHRASINGS.length].ask(title) ?? title);
const sampled = sampleQueries(searcher, analyzer, half, Number(values.seed)).map(({ text }) => text);
const queries = titled.flatMap((title, i) => (i < sampled.length ? [title, sampled[i]] : [title]));

const shown: { query: string; hit: Hit; text: string }[] = [];
for (const query of queries) {
  const [{ hits }] = await searcher.search({
    ...{ queries: [query], mode: 'bm25', k: DEPTH, offset: 0, unit: 'document' },
    ...{ snippet: { tokens: Number(values.tokens) }, text: true, explain: false },
  });
  for (const hit of hits) shown.push({ query, hit, text: hit.text ?? '' });
}
await searcher.close();

const taken = shown.slice(0, wanted);
const facts: SnippetFacts = countSnippets(
  taken.map(({ hit, text }) => ({ hit, text })),
  analyzer,
);
for (const { query, hit } of taken.slice(0, Number(values.show))) {
  const marked = (hit.highlights ?? []).map(([start, end]) => hit.snippet?.slice(start, end));
  print(`? ${onOneLine(query)}\n  ${onOneLine(hit.title)}: ${onOneLine(hit.snippet ?? '')}\n  [${marked.join(', ')}]`);
}
if (values.json) printJson({ ...facts });
else {
  print(
    `${facts.snippets} snippets: ${facts.ends} begin and end well, ${facts.sentences} of them with sentences at both ends; ` +
      `${facts.two} of two fragments; ${facts.split} split a word, ${facts.brackets} begin or end in a bracket, ` +
      `${facts.offsets} have offsets that lie; ${facts.unmarked} mark nothing`,
  );
}
if (facts.ends * 10 < facts.snippets * 9 || facts.split > 0 || facts.offsets > 0) process.exitCode = 1;
