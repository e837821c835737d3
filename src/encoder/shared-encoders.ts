import type { Encoder, EncoderKind } from './encoder.ts';
import { type Share, SharedThings } from './shared-things.ts';

/** The open encoders of this thread. */
const encoders = new SharedThings<Encoder>();

/** @throws what opening throws */
export async function shareEncoder(
  kind: EncoderKind,
  source: string | undefined,
  device?: string,
  cache?: string,
): Promise<Encoder> {
  const key = JSON.stringify([kind.name, source, device, cache]);
  return new EncoderShare(await encoders.share(key, () => kind.open(source, device, cache)));
}

class EncoderShare implements Encoder {
  readonly description: Encoder['description'];
  readonly encodeTitled: Encoder['encodeTitled'];
  readonly encodeUnits: Encoder['encodeUnits'];
  readonly encodePlaced: Encoder['encodePlaced'];
  readonly knownQueries: Encoder['knownQueries'];
  readonly #share: Share<Encoder>;

  constructor(share: Share<Encoder>) {
    const { thing } = share;
    this.description = thing.description;
    this.encodeTitled = thing.encodeTitled?.bind(thing);
    this.encodeUnits = thing.encodeUnits?.bind(thing);
    this.encodePlaced = thing.encodePlaced?.bind(thing);
    this.knownQueries = thing.knownQueries;
    this.#share = share;
  }

  encode(...given: Parameters<Encoder['encode']>): Promise<Int8Array> {
    return this.#share.thing.encode(...given);
  }

  close(): Promise<void> {
    return this.#share.leave();
  }
}
