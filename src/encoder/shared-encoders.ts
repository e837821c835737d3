import type { Encoder, EncoderKind } from './encoder.ts';

/** The open encoders of this thread: all who ask for the same share one, which is closed when the last has closed it. */
interface Shared {
  readonly opening: Promise<Encoder>;
  users: number;
}

const open = new Map<string, Shared>();

/** @throws what opening throws */
export async function shareEncoder(
  kind: EncoderKind,
  source: string | undefined,
  device?: string,
  cache?: string,
): Promise<Encoder> {
  const key = JSON.stringify([kind.name, source, device, cache]);
  const shared = open.get(key) ?? { opening: Promise.resolve(kind.open(source, device, cache)), users: 0 };
  open.set(key, shared);
  shared.users++;
  try {
    return new EncoderShare(await shared.opening, () => leave(key, shared));
  } catch (error) {
    if (open.get(key) === shared) open.delete(key);
    throw error;
  }
}

async function leave(key: string, shared: Shared): Promise<void> {
  if (--shared.users > 0) return;
  open.delete(key);
  await (await shared.opening).close();
}

class EncoderShare implements Encoder {
  readonly description: Encoder['description'];
  readonly encodeTitled: Encoder['encodeTitled'];
  readonly encodeUnits: Encoder['encodeUnits'];
  readonly encodePlaced: Encoder['encodePlaced'];
  readonly knownQueries: Encoder['knownQueries'];
  readonly #encoder: Encoder;
  readonly #leave: () => Promise<void>;
  #isOpen = true;

  constructor(encoder: Encoder, leave: () => Promise<void>) {
    this.description = encoder.description;
    this.encodeTitled = encoder.encodeTitled?.bind(encoder);
    this.encodeUnits = encoder.encodeUnits?.bind(encoder);
    this.encodePlaced = encoder.encodePlaced?.bind(encoder);
    this.knownQueries = encoder.knownQueries;
    this.#encoder = encoder;
    this.#leave = leave;
  }

  encode(...given: Parameters<Encoder['encode']>): Promise<Int8Array> {
    return this.#encoder.encode(...given);
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#leave();
  }
}
