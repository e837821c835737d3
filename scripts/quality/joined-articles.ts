import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Collection } from './measure-set.ts';

/**
 * A collection of paragraphs as one of articles: those of one title become one document, and whoever judged a paragraph has
 * judged its article.
 *
 * @param folder where its files are written
 */
export function joinArticles({ name, documents, topics, qrels, flags }: Collection, folder: string): Collection {
  const articles = new Map<string, string[]>();
  const articleOf = new Map<string, string>();
  for (const line of gunzipSync(readFileSync(documents)).toString('utf8').split('\n').filter(Boolean)) {
    const { _id: id, title, text } = JSON.parse(line) as { _id: string; title: string; text: string };
    articleOf.set(id, title);
    articles.set(title, [...(articles.get(title) ?? []), text]);
  }
  const corpus = join(folder, 'corpus.jsonl');
  const lines = Array.from(articles, ([title, texts]) =>
    JSON.stringify({ _id: title, title, text: texts.join('\n\n') }),
  );
  writeFileSync(corpus, `${lines.join('\n')}\n`);
  const judged = join(folder, 'qrels.tsv');
  const [head, ...rows] = readFileSync(qrels, 'utf8').split('\n').filter(Boolean);
  const moved = rows.map((row) => {
    const [topic, id, score] = row.split('\t');
    return [topic, articleOf.get(id) ?? id, score].join('\t');
  });
  // Two paragraphs of one article may be judged for a topic.
  writeFileSync(judged, `${[head, ...new Set(moved)].join('\n')}\n`);
  return { name: `${name}-articles`, documents: corpus, topics, qrels: judged, flags };
}
