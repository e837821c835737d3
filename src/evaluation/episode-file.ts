import type { Episode } from '../contract/episode.ts';
import { readLines, refuseLine, type TextLine } from './text-lines.ts';

/** Names that sets of questions give the field of the right answers: ours, FlashRAG's, and those of HotpotQA and others. */
const ANSWER_FIELDS = ['answers', 'golden_answers', 'answer'] as const;

/**
 * Reads tasks for environments, in file order. JSON Lines, plain or gzip: `id` or `_id` (a string or an integer; the number of the line
 * from 0 where there is none), `question`, and the right answers as `answers`, `golden_answers` or `answer`, one text or a list.
 *
 * @throws StillwebError INPUT_MISSING, or EPISODES_INVALID with file and line: a malformed line, no question, no answer, an id given
 *   twice, no episode at all
 */
export async function readEpisodes(path: string): Promise<Episode[]> {
  const episodes: Episode[] = [];
  const firstLines = new Map<string, number>();
  for (const line of await readLines(path, 'EPISODES_INVALID')) {
    const episode = parseEpisode(line, path, episodes.length);
    const earlier = firstLines.get(episode.id);
    if (earlier !== undefined) throw refuse(path, line, `episode ${episode.id} stands already on line ${earlier}`);
    firstLines.set(episode.id, line.number);
    episodes.push(episode);
  }
  if (episodes.length === 0) throw refuseLine('EPISODES_INVALID', path, 1, 'the file holds no episode');
  return episodes;
}

function parseEpisode(line: TextLine, path: string, number: number): Episode {
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    throw refuse(path, line, 'the line is not JSON');
  }
  if (typeof value !== 'object' || value === null) throw refuse(path, line, 'the line is not a JSON object');
  const fields = value as Readonly<Record<string, unknown>>;
  const id = fields.id ?? fields._id ?? number;
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) {
    throw refuse(path, line, 'the field id is neither a string nor an integer');
  }
  const { question } = fields;
  if (typeof question !== 'string' || question.trim() === '') throw refuse(path, line, 'the episode has no question');
  const answers = answersOf(fields);
  if (answers.length === 0) throw refuse(path, line, 'the episode has no answer');
  return { id: String(id), question: question.trim(), answers };
}

function answersOf(fields: Readonly<Record<string, unknown>>): string[] {
  const given = ANSWER_FIELDS.map((name) => fields[name]).find((value) => value !== undefined);
  return [given].flat().filter((answer): answer is string => typeof answer === 'string' && answer.trim() !== '');
}

function refuse(path: string, { number }: TextLine, what: string) {
  return refuseLine('EPISODES_INVALID', path, number, what);
}
