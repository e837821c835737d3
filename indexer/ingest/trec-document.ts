import type { JsonValue } from './collection.ts';
import { PlainText } from './plain-text.ts';

/** Elements that hold the title of a document in one collection or another, the best first. */
const TITLES = ['title', 'headline', 'hl', 'head', 'ti', 'h3'];
/** Elements whose text is about the document, and none of it, where no element is called TEXT. */
const ABOUT = new Set([
  'docno',
  'docid',
  'dochdr',
  'date',
  'date_time',
  'date1',
  'doctype',
  'profile',
  'parent',
  'length',
  'page',
]);
const NAMES = new Map([
  ['docno', 'id'],
  ['date', 'date'],
]);
/** A tag holds no other, so that what begins many and ends none is looked through once. */
const TAG = /<(\/?)([a-z][a-z0-9_:.-]*)[^<>]*>/gi;
const ENTITIES: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The fields of one document of TREC: what is between `<DOC>` and `</DOC>`. An element right below is a field, by its name in
 * lower case; tags inside it separate words and are left out. DOCNO is the `id`. The `text` is what elements TEXT hold, or else
 * what all hold that say nothing about the document. The `title` is that of the first element that is one.
 */
export function readTrecDocument(source: string): { readonly [name: string]: JsonValue } {
  const elements: { name: string; text: string }[] = [];
  const bare = new PlainText();
  let open: { name: string; text: PlainText } | null = null;
  let from = 0;
  for (const { index, 0: tag, 1: slash, 2: written } of source.matchAll(TAG)) {
    const name = written.toLowerCase();
    const target = open?.text ?? bare;
    target.write(readEntities(source.slice(from, index)));
    from = index + tag.length;
    if (open === null) {
      if (slash === '') open = { name, text: new PlainText() };
    } else if (slash !== '' && name === open.name) {
      elements.push({ name, text: open.text.toString() });
      open = null;
    } else if (name === 'p') target.endParagraph();
    else target.write(' ');
  }
  (open?.text ?? bare).write(readEntities(source.slice(from)));
  if (open !== null) elements.push({ name: open.name, text: open.text.toString() });
  return fieldsOf(elements, bare.toString());
}

function fieldsOf(elements: readonly { name: string; text: string }[], bare: string): { [name: string]: JsonValue } {
  const fields = Object.create(null) as { [name: string]: JsonValue };
  const title = TITLES.find((name) => elements.some((element) => element.name === name && element.text !== ''));
  const hasText = elements.some(({ name }) => name === 'text');
  const texts = hasText ? [] : [bare];
  for (const { name, text } of elements) {
    const isText = hasText ? name === 'text' : !ABOUT.has(name) && name !== title;
    if (isText) texts.push(text);
    else if (text !== '') addField(fields, name === title ? 'title' : (NAMES.get(name) ?? name), text);
  }
  fields.text = texts.filter((text) => text !== '').join('\n\n');
  return fields;
}

/** Elements of one name are one field. */
function addField(fields: { [name: string]: JsonValue }, name: string, text: string): void {
  fields[name] = fields[name] === undefined ? text : `${fields[name]}\n${text}`;
}

function readEntities(text: string): string {
  return text.replace(/&([a-z]{2,4});/g, (entity, name: string) => ENTITIES[name] ?? entity);
}
