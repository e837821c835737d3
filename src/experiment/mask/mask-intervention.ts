/** Which mask a session is under, and what of it is still hidden from it. */
import { join } from 'node:path';
import { type Static, Type } from '@sinclair/typebox';
import type { ChosenTreatment } from '../../contract/answer-key.ts';
import { nearestName } from '../../contract/nearest-name.ts';
import { StillwebError } from '../../errors.ts';
import type { ServedIndex } from '../../serving/search-backend.ts';
import { readDeclaredFile } from '../declared-file.ts';
import { invalidExperiment } from '../declared-shape.ts';
import type { FindDocuments, Intervention, Plan, PlannedCall } from '../intervention.ts';
import type { Session } from '../session-book.ts';
import { hasWords } from './alias-finder.ts';
import { type DeclaredMask, MaskSchema, maskNameIn, masksByName, readMaskLines } from './declared-masks.ts';
import { IndexMask } from './index-mask.ts';
import { MASK_TREATMENT } from './mask-treatment.ts';

/** The same for every name: it must not tell which one it stands for, nor how long that is. */
const USUAL_SIGN = '[…]';

export const MasksSchema = Type.Object(
  {
    file: Type.Optional(Type.String({ minLength: 1, description: 'JSON Lines, a mask a line; beside this file' })),
    list: Type.Optional(Type.Array(MaskSchema, { description: 'the masks themselves' })),
    bySession: Type.Optional(
      Type.Literal('prefix', { description: 'a session is under the mask that it is named after, up to a /, # or :' }),
    ),
    required: Type.Optional(Type.Boolean({ description: 'calls that are under no mask are refused' })),
    sign: Type.Optional(
      Type.String({ maxLength: 64, description: `what stands where a name stood. Default: ${USUAL_SIGN}` }),
    ),
  },
  { additionalProperties: false },
);

type DeclaredMasks = Static<typeof MasksSchema>;

/** @param folder where files lie that it names @throws EXPERIMENT_INVALID, INPUT_MISSING */
export async function masksOf(declared: DeclaredMasks, folder: string): Promise<MaskIntervention> {
  const { file, list, sign = USUAL_SIGN } = declared;
  if ((file === undefined) === (list === undefined)) throw invalidExperiment('masks', 'it has either file or list');
  if (hasWords(sign)) throw invalidExperiment('masks.sign', 'it has letters or digits, which a search would find');
  if (file === undefined) return new MaskIntervention(masksByName(list ?? [], 'masks.list'), { ...declared, sign });
  const path = join(folder, file);
  const masks = readMaskLines(await readDeclaredFile(path), path);
  return new MaskIntervention(masksByName(masks, path), { ...declared, sign });
}

/** Under which mask a session is. */
interface Chosen {
  name: string | null;
}

export class MaskIntervention implements Intervention {
  readonly name = 'masks';
  readonly declarable = ['mask'] as const;
  readonly #masks: ReadonlyMap<string, DeclaredMask>;
  readonly #settings: DeclaredMasks & { readonly sign: string };
  /** By the id of an index, and the name of a mask. */
  readonly #learnt = new Map<string, ReadonlyMap<string, IndexMask>>();

  constructor(masks: ReadonlyMap<string, DeclaredMask>, settings: DeclaredMasks & { readonly sign: string }) {
    this.#masks = masks;
    this.#settings = settings;
  }

  async learn(index: ServedIndex, find: FindDocuments): Promise<readonly string[]> {
    const learnt = new Map<string, IndexMask>();
    const notes: string[] = [];
    const masks = [...this.#masks.values()];
    const named = [...new Set(masks.flatMap(documentsOf))];
    const ids = await find(named);
    const byName = new Map(named.map((name, i) => [name, ids[i]]));
    for (const mask of masks) {
      const missing = [...new Set(documentsOf(mask))].filter((name) => byName.get(name) === null);
      if (missing.length > 0) {
        const more = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
        notes.push(`mask ${mask.mask}: ${index.name} has no document ${JSON.stringify(missing[0])}${more}`);
      }
      learnt.set(mask.mask, new IndexMask(mask, byName, this.#settings.sign));
    }
    this.#learnt.set(`${index.name}\n${index.id}`, learnt);
    return notes;
  }

  plan({ session, declared, index }: PlannedCall): Plan | null {
    const name = this.#choose(session, declared.mask);
    if (name === null || session === null) {
      if (this.#settings.required !== true) return null;
      throw new StillwebError('INVALID_REQUEST', 'the call is under no mask, and this server answers no such call', {
        fields: ['session', 'mask'],
      });
    }
    const mask = this.#learnt.get(`${index.name}\n${index.id}`)?.get(name);
    if (mask === undefined) throw new TypeError(`the masks were not told of the index ${index.name}`);
    const parameters = mask.hiddenFrom((id) => session.hasOpened(index.name, id));
    if (parameters === null) return null;
    const treatment: ChosenTreatment = { name: MASK_TREATMENT.name, parameters };
    return { treatments: [treatment] };
  }

  /** @throws INVALID_REQUEST for a mask that is not there, or another than before */
  #choose(session: Session | null, named: string | undefined): string | null {
    if (named !== undefined && session === null) {
      throw new StillwebError('INVALID_REQUEST', 'a mask is that of a session, and the call names none', {
        fields: ['session', 'mask'],
      });
    }
    if (session === null) return null;
    const chosen = session.memory<Chosen>(this.name, () => ({ name: this.#ofName(session) }));
    if (named === undefined) return chosen.name;
    if (!this.#masks.has(named)) {
      const near = nearestName(named, this.#masks.keys());
      const meant = near === null ? '' : ` (did you mean ${near}?)`;
      throw new StillwebError('INVALID_REQUEST', `there is no mask ${named}${meant}`, { field: 'mask' });
    }
    if (chosen.name !== null && chosen.name !== named) {
      const message = `the session is under the mask ${chosen.name}, and stays under it`;
      throw new StillwebError('INVALID_REQUEST', message, { field: 'mask', mask: chosen.name });
    }
    chosen.name = named;
    return named;
  }

  #ofName({ name }: Session): string | null {
    if (this.#settings.bySession !== 'prefix') return null;
    return maskNameIn(name, this.#masks);
  }
}

function documentsOf({ entities = [] }: DeclaredMask): string[] {
  return entities.flatMap(({ documents = [], unlockedBy = [] }) => [...documents, ...unlockedBy]);
}
