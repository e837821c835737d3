import { decodeChoice, divideSource, eachChoice, invalidChoice, writeChoices } from '../source-choices.ts';

export const POOLINGS = ['mean', 'cls', 'last', 'max'] as const;

/** How the vectors of tokens become one: their mean, that of the first or of the last, or the largest of each component. */
export type Pooling = (typeof POOLINGS)[number];

/** What a setting says of a model beside its folder, in place of what the folder says. */
export interface ModelChoices {
  readonly pooling?: Pooling;
  /** First components that are kept (Matryoshka). */
  readonly dimensions?: number;
  /** Most tokens of a text, with those around it. */
  readonly tokens?: number;
  /** What is put before a query, and before a passage. */
  readonly query?: string;
  readonly passage?: string;
  /** Whether the index keeps the vectors unrounded too. */
  readonly precision?: 'float32';
  /** The file of the graph, from the folder: another than `onnx/model.onnx`. */
  readonly graph?: string;
}

/** Where exporters put the graph, in the order in which they are looked for. */
export const MODEL_GRAPHS = ['onnx/model.onnx', 'model.onnx'] as const;
/** Ending of the file that has the weights of a graph of over 2 GB. */
export const MODEL_WEIGHTS = '_data';

const MOST_DIMENSIONS = 4096;
export const MOST_TOKENS = 8192;

/**
 * Divides what stands behind `onnx:` into a folder and choices: `models/e5?pooling=mean&query=query: &passage=passage: `.
 * Values may be percent-encoded, as in an address.
 *
 * @throws StillwebError SETTING_INVALID
 */
export function readModelSource(source: string): { readonly folder: string; readonly choices: ModelChoices } {
  return readSource(source, readChoice);
}

/**
 * The same for any choices.
 *
 * @param readChoice gives the value of the choice of a name @throws StillwebError SETTING_INVALID
 */
export function readSource<Choices>(
  source: string,
  readChoice: (name: string, value: string) => unknown,
  setting = 'encoder',
): { readonly folder: string; readonly choices: Partial<Choices> } {
  const { place: folder, choices: given } = divideSource(source);
  const choices: Record<string, unknown> = {};
  for (const { name, value } of given === null ? [] : eachChoice(given)) {
    choices[name] = readChoice(name, decodeChoice(value, setting));
  }
  return { folder, choices: choices as Partial<Choices> };
}

/** The same as one string; '' for no choice. The order is fixed, so that equal choices are equal strings. */
export function writeModelChoices(choices: ModelChoices): string {
  return writeChoices(['pooling', 'dimensions', 'tokens', 'query', 'passage', 'precision', 'graph'], choices);
}

function readChoice(name: string, value: string): unknown {
  switch (name) {
    case 'pooling':
      if (!(POOLINGS as readonly string[]).includes(value)) {
        throw invalidChoice(`there is no pooling ${JSON.stringify(value)}: give ${POOLINGS.join(', ')}`);
      }
      return value;
    case 'dimensions':
      return toCount(name, value, MOST_DIMENSIONS);
    case 'tokens':
      return toCount(name, value, MOST_TOKENS);
    case 'precision':
      if (value === 'float32' || value === 'int8') return value === 'float32' ? value : undefined;
      throw invalidChoice(`the precision of vectors is int8 or float32, and not ${JSON.stringify(value)}`);
    case 'query':
    case 'passage':
      return value;
    case 'graph':
      return toGraph(value);
    default:
      throw invalidChoice(
        `a model knows no ${JSON.stringify(name)}: pooling, dimensions, tokens, query, passage, precision, graph`,
      );
  }
}

/** @throws StillwebError SETTING_INVALID for what is no whole number of 1 to `most` */
export function toCount(name: string, value: string, most: number, setting = 'encoder'): number {
  const count = /^[0-9]{1,6}$/.test(value) ? Number(value) : 0;
  if (count >= 1 && count <= most) return count;
  throw invalidChoice(
    `${name} of a model is a whole number from 1 to ${most}, and not ${JSON.stringify(value)}`,
    setting,
  );
}

/** The file of a graph, from the folder of its model. @throws StillwebError SETTING_INVALID for one outside of it */
export function toGraph(value: string, setting = 'encoder'): string {
  if (value !== '' && !value.startsWith('/') && !value.split(/[/\\]/).includes('..')) return value;
  throw invalidChoice(`the graph ${JSON.stringify(value)} is no file in the folder of the model`, setting);
}
