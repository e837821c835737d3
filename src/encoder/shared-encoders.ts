import type { Encoder, EncoderKind } from './encoder.ts';
import { type Share, SharedThings } from './shared-things.ts';

/** The open encoders of this thread. */
const encoders = new SharedThings<Encoder>();

/** @throws what opening throws */
export async function shareEncoder(kind: EncoderKind, source: string | undefined, device?: string): Promise<Encoder> {
  const key = JSON.stringify([kind.name, source, device]);
  return new EncoderShare(await encoders.share(key, () => kind.open(source, device)));
}

class EncoderShare implements Encoder {
  readonly description: Encoder['description'];
  readonly encodeTitled: Encoder['encodeTitled'];
  readonly encodeUnits: Encoder['encodeUnits'];
  readonly #share: Share<Encoder>;

  constructor(share: Share<Encoder>) {
    const { thing } = share;
    this.description = thing.description;
    this.encodeTitled = thing.encodeTitled?.bind(thing);
    this.encodeUnits = thing.encodeUnits?.bind(thing);
    this.#share = share;
  }

  encode(texts: readonly string[], kind: 'query' | 'passage'): Promise<Int8Array> {
    return this.#share.thing.encode(texts, kind);
  }

  close(): Promise<void> {
    return this.#share.leave();
  }
}
