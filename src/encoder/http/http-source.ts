import { createHash } from 'node:crypto';
import type { EncoderDescription } from '../../contract/encoder-description.ts';
import { StillwebError } from '../../errors.ts';
import { MODEL_FUSION } from '../model-fusion.ts';
import { decodeChoice, divideSource, eachChoice, invalidChoice, writeChoices } from '../source-choices.ts';
import { apiOfPath, EMBEDDING_APIS, type EmbeddingApi } from './embedding-api.ts';

/** Grows whenever a vector changes though the server's answers do not. Part of the fingerprint. */
const PROCEDURE = 'http procedure 1';
const MOST_DIMENSIONS = 4096;
const MOST_CHARACTERS = 1_000_000;
const NAMES = ['api', 'model', 'dimensions', 'characters', 'query', 'passage', 'precision'] as const;

type ChoiceName = (typeof NAMES)[number];

/** A server of embeddings, and what a setting says of the model that it is asked for. */
export interface HttpSource {
  /** Without choices. */
  readonly url: URL;
  readonly api: EmbeddingApi;
  readonly model: string | undefined;
  /** First components that are kept (Matryoshka); undefined for all. */
  readonly dimensions: number | undefined;
  /** Code units of a text that are sent; undefined for all. */
  readonly characters: number | undefined;
  readonly template: { readonly query: string; readonly passage: string } | undefined;
  readonly precision: 'float32' | undefined;
  /** The choices once more, in a fixed order. */
  readonly written: string;
}

/**
 * Reads `http://127.0.0.1:11434/api/embed?model=nomic-embed-text`: what stands behind `?` are choices, of which the server sees
 * none. Values may be percent-encoded. `//host/path` is taken for `http://host/path`.
 *
 * @throws StillwebError SETTING_INVALID; ENCODER_MISSING where no address is named
 */
export function readHttpSource(source: string | undefined): HttpSource {
  const { place: address, choices: given } = divideSource(source ?? '');
  const choices = readChoices(given ?? '');
  const url = readAddress(address.startsWith('//') ? `http:${address}` : address);
  const api =
    choices.api === undefined ? apiOfPath(url.pathname) : EMBEDDING_APIS.find(({ name }) => name === choices.api);
  if (api === undefined) {
    const names = EMBEDDING_APIS.map(({ name }) => name).join(', ');
    throw invalidChoice(`nothing tells which API ${url.origin}${url.pathname} has: add api= and one of ${names}`);
  }
  if (api.needsModel && choices.model === undefined) {
    throw invalidChoice(`the API ${api.name} asks for the name of a model: add model= to the address`);
  }
  const { query = '', passage = '' } = choices;
  return {
    url,
    api,
    model: choices.model,
    dimensions: toCount('dimensions', choices.dimensions, MOST_DIMENSIONS),
    characters: toCount('characters', choices.characters, MOST_CHARACTERS),
    template: query === '' && passage === '' ? undefined : { query, passage },
    precision: choices.precision === 'float32' ? 'float32' : undefined,
    written: writeChoices(NAMES, choices),
  };
}

/**
 * The same encoder is the same model by name, cut, shortened and prefixed alike. Which server answers is no part of it: the probes of an
 * index tell whether it answers alike.
 */
export function describeHttpModel(source: HttpSource, dimensions: number): EncoderDescription {
  const { api, model, template, precision, written } = source;
  const name = model ?? api.name;
  const shaping = [...shapingOf(source), dimensions, template?.query ?? '', template?.passage ?? ''];
  return {
    kind: 'http',
    source: encodeURIComponent(name) + written,
    name,
    dimensions,
    fingerprint: createHash('sha256').update(JSON.stringify(shaping)).digest('hex'),
    ...(template !== undefined && { template }),
    ...(precision !== undefined && { precision }),
    ...MODEL_FUSION,
  };
}

/** What shapes the vector of a text with its prefix, as far as it is known before the server has answered. */
export function shapingOf({ model, dimensions, characters }: HttpSource): (string | number | null)[] {
  return [PROCEDURE, model ?? null, dimensions ?? null, characters ?? null];
}

function readAddress(address: string): URL {
  if (!/^https?:\/\//i.test(address)) {
    const message = `the encoder http takes the address of a server, as in http:http://127.0.0.1:11434/api/embed?model=NAME, and not ${JSON.stringify(address)}`;
    throw new StillwebError('ENCODER_MISSING', message, { kind: 'http' });
  }
  if (!URL.canParse(address)) throw invalidChoice('the address of the encoder http is none');
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') {
    throw invalidChoice('the address of an encoder holds no password: set STILLWEB_ENCODER_KEY in the environment');
  }
  if (url.hash !== '') throw invalidChoice('the address of an encoder ends before #');
  return url;
}

function readChoices(text: string): Partial<Record<ChoiceName, string>> {
  const choices: Partial<Record<ChoiceName, string>> = {};
  for (const { name, value: encoded } of text === '' ? [] : eachChoice(text)) {
    const known = NAMES.find((each) => each === name);
    if (known === undefined)
      throw invalidChoice(`an encoder over HTTP knows no ${JSON.stringify(name)}: ${NAMES.join(', ')}`);
    const value = decodeChoice(encoded).toWellFormed();
    if (value === '' && known !== 'query' && known !== 'passage') throw invalidChoice(`${name}= names nothing`);
    if (known === 'precision' && value !== 'float32' && value !== 'int8') {
      throw invalidChoice(`the precision of vectors is int8 or float32, and not ${JSON.stringify(value)}`);
    }
    choices[known] = value;
  }
  return choices;
}

function toCount(name: string, value: string | undefined, most: number): number | undefined {
  if (value === undefined) return undefined;
  const count = /^[0-9]{1,7}$/.test(value) ? Number(value) : 0;
  if (count >= 1 && count <= most) return count;
  throw invalidChoice(`${name} is a whole number from 1 to ${most}, and not ${JSON.stringify(value)}`);
}
