import { divideSource } from '../../src/encoder/source-choices.ts';
import { INPUT_USES, type InputUse } from '../../src/format/collection-source.ts';

/** What the inputs of a recipe are used for: settings of a build that name files, which a recipe names as inputs so that their hashes are compared. */

/** Settings of a build that name files, as a build takes them. */
export interface UsedFiles {
  readonly vectors?: string;
  readonly textsFrom?: readonly string[];
  readonly queryWeights?: string;
  readonly queryTokenizer?: string;
}

/** Of `textsFrom` there may be several. */
const SEVERAL: ReadonlySet<InputUse> = new Set(['textsFrom', 'beside']);

/** An input of a recipe and what it is used for; documents, where it says nothing. */
interface UsedInput {
  readonly file: string;
  readonly as?: InputUse;
  readonly choices?: string;
}

/** Why inputs cannot be used so; null where they can. */
export function refuseUses(inputs: readonly UsedInput[]): { readonly why: string; readonly input?: string } | null {
  if (inputs.every(({ as }) => as !== undefined)) return { why: 'the recipe names no input with documents' };
  const uses = new Set<InputUse>();
  for (const { file, as, choices } of inputs) {
    if (choices !== undefined && as !== 'vectors') {
      return { why: `the input ${JSON.stringify(file)} has choices, which vectors alone have`, input: file };
    }
    if (as === undefined || SEVERAL.has(as)) continue;
    if (uses.has(as)) return { why: `the input ${JSON.stringify(file)} is the second one of ${as}`, input: file };
    uses.add(as);
  }
  return null;
}

/** @param paths where each of the inputs is @returns what a build takes of them */
export function filesOf(
  inputs: readonly UsedInput[],
  paths: readonly string[],
): { readonly documents: readonly string[]; readonly used: UsedFiles } {
  const of = (use: InputUse | undefined) => paths.filter((_, place) => inputs[place].as === use);
  const [queryWeights] = of('queryWeights');
  const [queryTokenizer] = of('queryTokenizer');
  const [vectors] = of('vectors');
  const texts = of('textsFrom');
  const choices = inputs.find(({ as }) => as === 'vectors')?.choices;
  const used = {
    ...(vectors !== undefined && { vectors: choices === undefined ? vectors : `${vectors}?${choices}` }),
    ...(texts.length > 0 && { textsFrom: texts }),
    ...(queryWeights !== undefined && { queryWeights }),
    ...(queryTokenizer !== undefined && { queryTokenizer }),
  };
  return { documents: of(undefined), used };
}

/** The other way round: the files that a build was given, as inputs of a recipe. */
export function usesOf({ vectors, textsFrom = [], queryWeights, queryTokenizer }: UsedFiles): UsedInput[] {
  const named = { vectors, queryWeights, queryTokenizer };
  return [
    ...INPUT_USES.flatMap((as): UsedInput[] => {
      const file = named[as as keyof typeof named];
      if (file === undefined) return [];
      if (as !== 'vectors') return [{ file, as }];
      const { place, choices } = divideSource(file);
      return [{ file: place, as, ...(choices !== null && { choices }) }];
    }),
    ...textsFrom.map((file): UsedInput => ({ file, as: 'textsFrom' })),
  ];
}
