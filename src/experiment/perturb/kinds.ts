/** The kinds of perturbation. */
import { documentEntities } from './document-entities.ts';
import type { PerturbationKind } from './perturbation-kind.ts';
import { queryDrop } from './query-drop.ts';
import { queryParaphrase } from './query-paraphrase.ts';
import { querySpelling } from './query-spelling.ts';
import { querySwap } from './query-swap.ts';
import { resultDrop } from './result-drop.ts';
import { resultInject } from './result-inject.ts';
import { resultMine } from './result-mine.ts';
import { resultPoison } from './result-poison.ts';
import { resultShuffle } from './result-shuffle.ts';
import { resultTruncate } from './result-truncate.ts';
import { serviceError, serviceLatency, serviceRateLimit, serviceTimeout } from './service-faults.ts';

export const PERTURBATION_KINDS: readonly PerturbationKind[] = [
  querySpelling,
  queryDrop,
  querySwap,
  queryParaphrase,
  resultDrop,
  resultShuffle,
  resultInject,
  resultMine,
  resultPoison,
  resultTruncate,
  documentEntities,
  serviceLatency,
  serviceRateLimit,
  serviceError,
  serviceTimeout,
];
