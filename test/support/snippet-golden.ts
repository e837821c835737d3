import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARTICLES, HANDBOOK } from './program.ts';
import { SnippetBench } from './snippets.ts';

/** Query and snippet, by article. */
export type GoldenSnippets = Record<string, readonly [query: string, snippet: string]>;

const TOKENS = 40;
/** Each of so many articles. */
const STEP = 8;

/**
 * Snippets of articles of the sample collection as they lie in their files, with their lists, tables and code. Each is asked
 * for by a topic, whatever it is about, and by words of its own name: so no ranking has a part in it.
 */
export function recordSnippets(): GoldenSnippets {
  const bench = new SnippetBench('english');
  const lines = readFileSync(join(HANDBOOK, 'queries.jsonl'), 'utf8').trim().split('\n');
  const topics = lines.map((line) => (JSON.parse(line) as { text: string }).text);
  const names = readdirSync(ARTICLES)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .filter((_, i) => i % STEP === 0);
  return Object.fromEntries(
    names.map((name, i) => {
      const query = `${topics[i % topics.length]} ${name.slice(0, -3).replaceAll('-', ' ')}`;
      const text = readFileSync(join(ARTICLES, name), 'utf8').replaceAll('\r\n', '\n');
      return [name, [query, bench.cut(text, query, TOKENS).text]];
    }),
  );
}
