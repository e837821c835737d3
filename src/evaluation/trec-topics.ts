import { refuseLine, type TextLine } from './text-lines.ts';
import type { LocatedTopic } from './topic.ts';

const TOPIC_START = /<(top|topic)(\s[^>]*)?>/i;
const NUMBER_ATTRIBUTE = /\bnumber\s*=\s*["']([^"']*)["']/i;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Topics of a TREC topic file. Two families are read:
 *
 *   <top> <num> Number: 301 <title> International Organized Crime <desc> … </top>      ad hoc tracks, tags left open
 *   <top><num>301</num><title>International Organized Crime</title></top>              the same, tags closed
 *   <topic number="1"><query>obama family tree</query> … </topic>                      web tracks
 *
 * The title (or query) is the text; description and narrative are not. `Number:` and `Topic:` labels are dropped, and
 * so are the leading zeros of a labelled number: the early tracks write `Number: 051` for what their judgments call 51.
 *
 * @throws StillwebError TOPICS_INVALID for text outside topics, or a topic without number or title
 */
export function* parseTrecTopics(lines: readonly TextLine[], path: string): Generator<LocatedTopic> {
  let open: { line: number; parts: string[] } | null = null;
  for (const { number, text } of lines) {
    let rest = text;
    while (rest.trim() !== '') {
      if (open === null) {
        const start = TOPIC_START.exec(rest);
        if (start === null) {
          if (!rest.trimStart().startsWith('<')) {
            throw refuseLine('TOPICS_INVALID', path, number, 'text stands outside <top> … </top>');
          }
          break;
        }
        open = { line: number, parts: [start[0]] };
        rest = rest.slice(start.index + start[0].length);
        continue;
      }
      const end = /<\/top(ic)?\s*>/i.exec(rest);
      if (TOPIC_START.test(end === null ? rest : rest.slice(0, end.index))) {
        throw refuseLine('TOPICS_INVALID', path, number, `a topic begins inside the one of line ${open.line}`);
      }
      open.parts.push(end === null ? rest : rest.slice(0, end.index));
      if (end === null) break;
      yield parseTopic(open.parts.join('\n'), open.line, path);
      open = null;
      rest = rest.slice(end.index + end[0].length);
    }
  }
  if (open !== null) throw refuseLine('TOPICS_INVALID', path, open.line, 'the topic is not closed by </top>');
}

function parseTopic(source: string, line: number, path: string): LocatedTopic {
  const [start, , attributes] = TOPIC_START.exec(source)!;
  const body = source.slice(start.length);
  const number = NUMBER_ATTRIBUTE.exec(attributes ?? '')?.[1] ?? readField(body, 'num');
  const title = readField(body, 'title') ?? readField(body, 'query');
  if (number === null) throw refuseLine('TOPICS_INVALID', path, line, 'the topic has no <num>');
  if (title === null) throw refuseLine('TOPICS_INVALID', path, line, 'the topic has no <title>');
  return { id: dropNumberLabel(number), text: title.replace(/^Topic:\s*/i, ''), line };
}

/** The text after `<name>` up to the next tag, white space joined, or null without such a tag. */
function readField(body: string, name: string): string | null {
  const found = new RegExp(`<${name}\\s*>((?:[^<]|<(?![a-z/]))*)`, 'i').exec(body);
  return found === null ? null : decodeEntities(found[1]).replace(/\s+/g, ' ').trim();
}

function dropNumberLabel(number: string): string {
  const labelled = /^Number:\s*(.*)$/i.exec(number.trim());
  if (labelled === null) return number.trim();
  return labelled[1].replace(/^0+(?=\d+$)/, '');
}

function decodeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name]);
}
