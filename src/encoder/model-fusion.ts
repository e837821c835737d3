import type { EncoderDescription } from '../contract/encoder-description.ts';

/** How rankings by a sentence model are fused with BM25: measured with all-MiniLM-L6-v2, taken for all others. */
export const MODEL_FUSION = {
  fusion: { method: 'minmax', denseWeight: 40 },
  fusionByCoverage: { denseWeight: 20, uncoveredWeight: 50 },
} as const satisfies Pick<EncoderDescription, 'fusion' | 'fusionByCoverage'>;
