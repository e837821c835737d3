import { readLines, refuseLine, type TextLine } from './text-lines.ts';
import type { LocatedTopic, Topic } from './topic.ts';
import { parseTrecTopics } from './trec-topics.ts';

/**
 * Reads topics, in file order. Plain or gzip; the form is told by the first character of the content:
 *
 *   {   BEIR `queries.jsonl`: one object a line with `_id` (string or integer) and `text`; other fields are ignored
 *   <   a TREC topic file, see `trec-topics.ts`
 *   …   TSV: id, a tab, the text
 *
 * @throws StillwebError INPUT_MISSING, or TOPICS_INVALID with file and line: a malformed line, an id or a text that is
 *   missing or blank, an id given twice, no topic at all
 */
export async function readTopics(path: string): Promise<Topic[]> {
  const lines = [...(await readLines(path, 'TOPICS_INVALID'))];
  const topics: Topic[] = [];
  const firstLines = new Map<string, number>();
  for (const { id, text, line } of parseTopics(lines, path)) {
    if (id === '') throw refuseLine('TOPICS_INVALID', path, line, 'the topic has no id');
    if (text === '') throw refuseLine('TOPICS_INVALID', path, line, `topic ${id} has no text`);
    const earlier = firstLines.get(id);
    if (earlier !== undefined) {
      throw refuseLine('TOPICS_INVALID', path, line, `topic ${id} stands already on line ${earlier}`);
    }
    firstLines.set(id, line);
    topics.push({ id, text });
  }
  if (topics.length === 0) throw refuseLine('TOPICS_INVALID', path, 1, 'the file holds no topic');
  return topics;
}

function parseTopics(lines: readonly TextLine[], path: string): Iterable<LocatedTopic> {
  const start = lines[0]?.text.trimStart() ?? '';
  if (start.startsWith('{')) return lines.map((line) => parseJsonTopic(line, path));
  if (start.startsWith('<')) return parseTrecTopics(lines, path);
  return lines.map((line) => parseTabbedTopic(line, path));
}

function parseJsonTopic({ number, text }: TextLine, path: string): LocatedTopic {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuseLine('TOPICS_INVALID', path, number, 'the line is not JSON');
  }
  if (typeof value !== 'object' || value === null) {
    throw refuseLine('TOPICS_INVALID', path, number, 'the line is not a JSON object');
  }
  const { _id: id, text: query } = value as { _id?: unknown; text?: unknown };
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) {
    throw refuseLine('TOPICS_INVALID', path, number, 'the field _id is neither a string nor an integer');
  }
  if (typeof query !== 'string') throw refuseLine('TOPICS_INVALID', path, number, 'the field text is not a string');
  return { id: String(id).trim(), text: query.trim(), line: number };
}

function parseTabbedTopic({ number, text }: TextLine, path: string): LocatedTopic {
  const tab = text.indexOf('\t');
  if (tab === -1) throw refuseLine('TOPICS_INVALID', path, number, 'no tab stands between id and text');
  return { id: text.slice(0, tab).trim(), text: text.slice(tab + 1).trim(), line: number };
}
