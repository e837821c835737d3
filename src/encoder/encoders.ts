import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EncoderDescription } from '../contract/encoder-description.ts';
import { StillwebError } from '../errors.ts';
import { Registry } from '../registry.ts';
import type { Encoder, EncoderKind } from './encoder.ts';
import { HTTP } from './http/http-kind.ts';
import { ONNX } from './onnx/onnx-kind.ts';
import type { BroughtVectors } from './recorded/brought-vectors.ts';
import { heldVectorBytes, RECORDED } from './recorded/recorded-kind.ts';
import { shareEncoder } from './shared-encoders.ts';
import { divideSource } from './source-choices.ts';
import { STATIC } from './static-encoder.ts';

/** Encoders by name: from a setting when an index is built, from the description in its manifest ever after. */

/** The setting that asks for an index without vectors. */
const NONE = 'none';

/** The encoder kinds that this thread knows. */
const kinds = new Registry<EncoderKind>('encoder kind', [STATIC, ONNX, HTTP, RECORDED]);

/** @throws TypeError when another kind has the name, or when no setting could name it */
export function registerEncoder(kind: EncoderKind): void {
  if (!/^[a-z][a-z0-9-]*$/.test(kind.name) || kind.name === NONE) {
    throw new TypeError(`${JSON.stringify(kind.name)} is no name for an encoder kind`);
  }
  kinds.add(kind);
}

/** An encoder that a setting names, before it is opened. Can be posted to a thread. */
export interface NamedEncoder {
  readonly description: EncoderDescription;
  /** What the setting names behind the colon: where the encoder is on this machine. */
  readonly path?: string;
  /** Where it is to run, for a kind that can run in several places. */
  readonly device?: string;
  /** Folder in which the vectors of queries are kept, for a remote kind. */
  readonly cache?: string;
  /** Vectors of the passages of a collection, which it then need not encode. */
  readonly vectors?: BroughtVectors;
}

/**
 * What the encoder that a setting names (`KIND` or `KIND:SOURCE`) says of itself; null for `none`. Takes no memory.
 *
 * @throws StillwebError UNSUPPORTED for what names none; ENCODER_MISSING, ENCODER_DAMAGED, ENCODER_INVALID
 */
export async function describeEncoder(spec: string): Promise<NamedEncoder | null> {
  if (spec === NONE) return null;
  const { kind, path } = readSpec(spec);
  const description = await kind.describe(path);
  checkPortable(kind, description);
  return path === undefined ? { description } : { description, path };
}

/** Opens the encoder that a setting names; null for `none`. @throws StillwebError as `describeEncoder` */
export async function createEncoder(spec: string): Promise<Encoder | null> {
  if (spec === NONE) return null;
  const { kind, path } = readSpec(spec);
  return await shareEncoder(kind, path);
}

/** Where an encoder is looked for. */
export interface EncoderPlace {
  /** Its path on this machine, where its kind cannot find it by the `source` of its description alone. */
  readonly path?: string;
  /** Where it is to run. Default: where its kind answers queries. */
  readonly device?: string;
  /** Folder in which the vectors of queries are kept, for a remote kind. Default: nowhere. */
  readonly cache?: string;
}

/**
 * Opens the encoder that made the vectors of an index, on this machine and in this thread.
 *
 * @throws StillwebError ENCODER_MISSING naming what is not here; ENCODER_DIFFERS when what is here gives other vectors;
 * INDEX_CORRUPT when the description leads to a path
 */
export async function resolveEncoder(
  expected: EncoderDescription,
  { path, device, cache }: EncoderPlace = {},
): Promise<Encoder> {
  if (!isPlainName(expected.source)) {
    throw new StillwebError('INDEX_CORRUPT', 'the manifest names its encoder by a path', { file: 'manifest.json' });
  }
  const encoder = await shareEncoder(kindOf(expected), placed(expected.source, path), device, cache);
  const found = encoder.description.fingerprint;
  if (found === expected.fingerprint) return encoder;
  await encoder.close();
  const message = `the encoder ${expected.name} is not the one that built the index`;
  throw new StillwebError('ENCODER_DIFFERS', message, { expected: expected.fingerprint, found });
}

/** What an encoder takes of a thread that encodes. @throws StillwebError ENCODER_MISSING */
export function encoderBytes({ description, path, vectors }: NamedEncoder): number {
  const held = vectors === undefined ? 0 : heldVectorBytes(divideSource(vectors.source).place);
  return held + kindOf(description).memoryBytes(description, placed(description.source, path));
}

/** Where an encoder runs when it encodes a collection; undefined where its kind has one place only. @throws StillwebError ENCODER_MISSING */
export function buildDeviceOf(description: EncoderDescription): string | undefined {
  return kindOf(description).buildDevice;
}

/** Whether others compute the vectors of an encoder. @throws StillwebError ENCODER_MISSING */
export function isRemote(description: EncoderDescription): boolean {
  return kindOf(description).isRemote === true;
}

/** What is kept of where an encoder was, for those who open the index on this machine; undefined where nothing named it. */
export function placeOfEncoder({ path }: NamedEncoder): string | undefined {
  if (path === undefined) return undefined;
  const { place } = divideSource(path);
  return existsSync(place) ? resolve(place) + path.slice(place.length) : path;
}

/** A source at another place on this machine: what stands behind `?` in it are choices, which are no part of the place. */
function placed(source: string | undefined, path: string | undefined): string | undefined {
  if (path === undefined) return source;
  const { choices } = divideSource(source ?? '');
  return choices === null || path.includes('?') ? path : `${path}?${choices}`;
}

/** The setting that names an encoder: as it was, or, without a path, by what its description keeps of it. */
export function encoderSpec({ kind, source }: EncoderDescription, { path = source }: EncoderPlace = {}): string {
  return path === undefined ? kind : `${kind}:${path}`;
}

function readSpec(spec: string): { kind: EncoderKind; path: string | undefined } {
  const colon = spec.indexOf(':');
  const name = colon < 0 ? spec : spec.slice(0, colon);
  const kind = kinds.find(name);
  if (kind !== undefined) return { kind, path: colon < 0 ? undefined : spec.slice(colon + 1) };
  throw new StillwebError('UNSUPPORTED', `there is no encoder ${spec}`, {
    encoder: spec,
    supported: [...kinds.names, NONE],
  });
}

function kindOf({ kind: name, name: encoder }: EncoderDescription): EncoderKind {
  const kind = kinds.find(name);
  if (kind !== undefined) return kind;
  const message = `the encoder ${encoder} is of kind ${name}, which no module here has registered`;
  throw new StillwebError('ENCODER_MISSING', message, { encoder, kind: name, known: kinds.names });
}

/** The bytes of an index must not depend on where its encoder lay. @throws StillwebError ENCODER_INVALID */
function checkPortable({ name }: EncoderKind, { kind, source }: EncoderDescription): void {
  const refuse = (member: string, given: unknown, wanted: string): never => {
    const message = `the module of the encoder kind ${name} describes an encoder whose ${member} is ${JSON.stringify(given)}: ${wanted}`;
    throw new StillwebError('ENCODER_INVALID', message, { kind: name, member });
  };
  if (kind !== name) refuse('kind', kind, `it must be ${name}`);
  if (!isPlainName(source)) refuse('source', source, 'it must be a name and no path, or be left out');
}

function isPlainName(source: string | undefined): boolean {
  return source === undefined || (!/[/\\]/.test(source) && !['', '.', '..'].includes(source));
}
