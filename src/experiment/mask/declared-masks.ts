/** Masks as they are declared: what each hides, and which page brings it back. */
import { type Static, Type } from '@sinclair/typebox';
import { MAX_ID_BYTES, MAX_MASK_CHARACTERS } from '../../limits.ts';
import { declaredShape, invalidExperiment } from '../declared-shape.ts';
import { hasWords } from './alias-finder.ts';

const strict = { additionalProperties: false } as const;
/** The id of a document, or an address of it. */
const Document = Type.String({ minLength: 1, maxLength: 8 * MAX_ID_BYTES });
const Name = Type.String({ minLength: 1, maxLength: 1024 });

const EntitySchema = Type.Object(
  {
    name: Type.String({ ...Name, description: 'hidden, as each alias is' }),
    aliases: Type.Optional(Type.Array(Name, { description: 'other names, each hidden wherever it stands' })),
    documents: Type.Optional(Type.Array(Document, { description: 'ids or addresses of what is not there' })),
    unlockedBy: Type.Optional(
      Type.Array(Document, { description: 'ids or addresses: the entity is there once one of them was opened' }),
    ),
  },
  strict,
);

export const MaskSchema = Type.Object(
  {
    mask: Type.String({ ...Name, description: 'what calls name it by; of a question, its id' }),
    entities: Type.Optional(Type.Array(EntitySchema)),
    forbidden: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description:
          'texts: no document is there that shares 13 words in a row with one, or holds all of a shorter one',
      }),
    ),
  },
  strict,
);

export type DeclaredMask = Static<typeof MaskSchema>;
export type DeclaredEntity = Static<typeof EntitySchema>;

const checkMask = declaredShape(MaskSchema);

/** JSON Lines, a mask a line; blank lines are none. @throws EXPERIMENT_INVALID with file and line */
export function readMaskLines(text: string, file: string): DeclaredMask[] {
  const masks: DeclaredMask[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const where = `${file}:${i + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw invalidExperiment(where, 'the line is not JSON', { file, line: i + 1 }, cause);
    }
    masks.push(checkMask(value, where));
  }
  return masks;
}

/** By name. @throws EXPERIMENT_INVALID for what would hide nothing, or more than a key may hold */
export function masksByName(masks: readonly DeclaredMask[], where: string): ReadonlyMap<string, DeclaredMask> {
  const byName = new Map<string, DeclaredMask>();
  for (const mask of masks) {
    const named = `${where}, mask ${JSON.stringify(mask.mask)}`;
    if (byName.has(mask.mask)) throw invalidExperiment(named, 'the name is given twice');
    checkContent(mask, named);
    byName.set(mask.mask, mask);
  }
  if (byName.size === 0) throw invalidExperiment(where, 'there is no mask');
  return byName;
}

/** Behind the name of a mask in that of a session. */
const PREFIX_ENDS: ReadonlySet<string> = new Set('/#:');

/** The longest name of a mask that a session is named after: its whole name, or what stands before a `/`, `#` or `:`. Null for none. */
export function maskNameIn(session: string, masks: ReadonlyMap<string, DeclaredMask>): string | null {
  // The longest first: names of masks may hold these signs themselves.
  for (let end = session.length; end > 0; end--) {
    if (end < session.length && !PREFIX_ENDS.has(session[end])) continue;
    const prefix = session.slice(0, end);
    if (masks.has(prefix)) return prefix;
  }
  return null;
}

function checkContent({ entities = [], forbidden = [] }: DeclaredMask, where: string): void {
  if (entities.length === 0 && forbidden.length === 0) throw invalidExperiment(where, 'it hides nothing');
  let characters = forbidden.reduce((sum, text) => sum + text.length, 0);
  for (const { name, aliases = [], documents = [], unlockedBy = [] } of entities) {
    for (const alias of [name, ...aliases]) {
      if (!hasWords(alias))
        throw invalidExperiment(where, `the name ${JSON.stringify(alias)} has no letter and no digit`);
      characters += alias.length;
    }
    for (const document of [...documents, ...unlockedBy]) characters += document.length;
    const both = documents.find((document) => unlockedBy.includes(document));
    if (both !== undefined) {
      const what = `${JSON.stringify(name)} is hidden until ${JSON.stringify(both)} is opened, which is hidden with it`;
      throw invalidExperiment(where, what);
    }
  }
  if (characters > MAX_MASK_CHARACTERS) {
    throw invalidExperiment(where, `it has ${characters} characters, over ${MAX_MASK_CHARACTERS}`);
  }
  const locked = neverUnlocked(entities);
  if (locked.length === 0) return;
  const names = locked.map(({ name }) => JSON.stringify(name)).join(', ');
  const what = `${names}: what would bring ${locked.length === 1 ? 'it' : 'them'} back is hidden until then, or for ever; let a page unlock it that no hidden entity has, or leave unlockedBy out`;
  throw invalidExperiment(where, what, { entities: locked.map(({ name }) => name) });
}

/** Entities that no way through the pages ever brings back, although some page is said to. */
function neverUnlocked(entities: readonly DeclaredEntity[]): DeclaredEntity[] {
  const open = new Set<DeclaredEntity>();
  const canBeOpened = (document: string): boolean =>
    entities.every((entity) => open.has(entity) || !(entity.documents ?? []).includes(document));
  for (let before = -1; before < open.size; ) {
    before = open.size;
    for (const entity of entities) if ((entity.unlockedBy ?? []).some(canBeOpened)) open.add(entity);
  }
  return entities.filter((entity) => (entity.unlockedBy ?? []).length > 0 && !open.has(entity));
}
