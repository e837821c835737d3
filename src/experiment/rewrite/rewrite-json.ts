import { JsonText } from '../../bytes/json-text.ts';
import { type Edit, EditedText } from './edited-text.ts';

/** A text that names a place of the web, and is no prose. */
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;
/** A text of JSON, with a colon behind the name of a member. */
const TEXT = /("(?:[^"\\]|\\.)*")(\s*:)?/g;

/** The same value with its texts rewritten, but for addresses and names of members. JSON that is kept as text stays text. */
export function rewriteJson<Value>(value: Value, edits: (text: string) => readonly Edit[]): Value {
  const rewrite = (each: unknown): unknown => {
    if (typeof each === 'string') return ADDRESS.test(each) ? each : new EditedText(each, edits(each)).text;
    if (each instanceof JsonText) {
      return new JsonText(
        each.text.replace(TEXT, (written, text, colon) =>
          colon === undefined ? JSON.stringify(rewrite(JSON.parse(text))) : written,
        ),
      );
    }
    if (Array.isArray(each)) return each.map(rewrite);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([name, member]) => [name, rewrite(member)]));
  };
  return rewrite(value) as Value;
}
