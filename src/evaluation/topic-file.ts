import { CanaryDecoder } from './canary.ts';
import { parseJsonRow } from './json-row.ts';
import { readLines, refuseLine, type TextLine } from './text-lines.ts';
import type { LocatedTopic, Topic } from './topic.ts';
import { parseTrecTopics } from './trec-topics.ts';

const BEIR = ['_id', 'text'] as const;
const BROWSECOMP_PLUS = ['query_id', 'query'] as const;

/**
 * Reads topics, in file order. Plain or gzip; the form is told by the first character of the content:
 *
 *   {   BEIR `queries.jsonl`: one object a line with `_id` (string or integer) and `text`; or rows of BrowseComp-Plus, with `query_id`
 *       and `query`; other fields are ignored
 *   <   a TREC topic file, see `trec-topics.ts`
 *   …   TSV: id, a tab, the text
 *
 * @param canary that JSON is obfuscated with
 * @throws StillwebError INPUT_MISSING, CANARY_WRONG, or TOPICS_INVALID with file and line: a malformed line, an id or a text that is
 *   missing or blank, an id given twice, no topic at all
 */
export async function readTopics(path: string, canary?: string): Promise<Topic[]> {
  const lines = [...(await readLines(path, 'TOPICS_INVALID'))];
  const topics: Topic[] = [];
  const firstLines = new Map<string, number>();
  for (const { id, text, line } of parseTopics(lines, path, canary)) {
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

function parseTopics(lines: readonly TextLine[], path: string, canary?: string): Iterable<LocatedTopic> {
  const start = lines[0]?.text.trimStart() ?? '';
  if (start.startsWith('{')) {
    const decoder = canary === undefined ? null : new CanaryDecoder(canary);
    return lines.map((line) => parseJsonTopic(line, path, decoder));
  }
  if (start.startsWith('<')) return parseTrecTopics(lines, path);
  return lines.map((line) => parseTabbedTopic(line, path));
}

function parseJsonTopic(line: TextLine, path: string, decoder: CanaryDecoder | null): LocatedTopic {
  const { number } = line;
  const read = parseJsonRow(line, path, 'TOPICS_INVALID');
  const row = decoder === null ? read : decoder.decode(read, `${path}:${number}`);
  const [idName, textName] = Object.hasOwn(row, '_id') || !Object.hasOwn(row, 'query_id') ? BEIR : BROWSECOMP_PLUS;
  const { [idName]: id, [textName]: query } = row;
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) {
    throw refuseLine('TOPICS_INVALID', path, number, `the field ${idName} is neither a string nor an integer`);
  }
  if (typeof query !== 'string') {
    throw refuseLine('TOPICS_INVALID', path, number, `the field ${textName} is not a string`);
  }
  return { id: String(id).trim(), text: query.trim(), line: number };
}

function parseTabbedTopic({ number, text }: TextLine, path: string): LocatedTopic {
  const tab = text.indexOf('\t');
  if (tab === -1) throw refuseLine('TOPICS_INVALID', path, number, 'no tab stands between id and text');
  return { id: text.slice(0, tab).trim(), text: text.slice(tab + 1).trim(), line: number };
}
