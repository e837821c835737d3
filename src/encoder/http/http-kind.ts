import type { EncoderKind } from '../encoder.ts';

/** Answers of a server, and the texts that are sent to it, with room for both as JSON. */
const HTTP_BYTES = 64 * 1024 * 1024;

/** Servers of embeddings: `http:URL?model=NAME`. What they need is loaded when one is asked for. */
export const HTTP: EncoderKind = {
  name: 'http',
  isRemote: true,
  describe: async (source) => (await (await import('./http-encoder.ts')).openHttpEncoder(source)).description,
  open: async (source, _device, cache) => (await import('./http-encoder.ts')).openHttpEncoder(source, { cache }),
  memoryBytes: () => HTTP_BYTES,
};
