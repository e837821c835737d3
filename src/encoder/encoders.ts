import type { EncoderDescription } from '../contract/encoder-description.ts';
import { StillwebError } from '../errors.ts';
import type { Encoder } from './encoder.ts';
import { describeStaticEncoder, loadStaticEncoder } from './static-encoder.ts';

/** Encoders that later versions bring; named so that their absence can be told from a typing slip. */
const PLANNED_KINDS: ReadonlySet<string> = new Set(['onnx', 'http', 'recorded']);

/** One a thread: its table and caches take some 20 MB, and every index of the thread can use the same. */
let staticEncoder: Encoder | null = null;

/**
 * Makes the encoder that a setting names: `static`, or `none` for null (an index without vectors).
 *
 * @throws StillwebError UNSUPPORTED for anything else
 */
export async function createEncoder(spec: string): Promise<Encoder | null> {
  if (!isKnown(spec)) return null;
  staticEncoder ??= loadStaticEncoder();
  return staticEncoder;
}

/** What an encoder that a setting names calls itself, for a thread that encodes nothing. @throws as `createEncoder` */
export function describeEncoder(spec: string): EncoderDescription | null {
  return isKnown(spec) ? (staticEncoder?.description ?? describeStaticEncoder()) : null;
}

/** @returns false for `none` */
function isKnown(spec: string): boolean {
  if (spec === 'none' || spec === 'static') return spec === 'static';
  const [kind] = spec.split(':', 1);
  const reason = PLANNED_KINDS.has(kind) ? `encoder ${kind} comes in a later version` : `there is no encoder ${spec}`;
  throw new StillwebError('UNSUPPORTED', reason, { encoder: spec, supported: ['static', 'none'] });
}
