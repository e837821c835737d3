/** Calls that are answered late, or not at all, as real services do it. Each door tells them in the form of its own errors. */
import { Type } from '@sinclair/typebox';
import { StillwebError } from '../../errors.ts';
import { MAX_PERTURBATION_WAIT_MS } from '../../limits.ts';
import { EVERY_KIND, type PerturbationKind } from './perturbation-kind.ts';

const Milliseconds = (description: string) =>
  Type.Integer({ minimum: 0, maximum: MAX_PERTURBATION_WAIT_MS, description });

const fault = { members: {}, drawnBy: 'call', kinds: EVERY_KIND } as const;

/** An answer comes late: by a fixed time, or by one that is drawn from a range. */
export const serviceLatency: PerturbationKind = {
  ...fault,
  name: 'service-latency',
  members: {
    fromMs: Milliseconds('the least'),
    toMs: Type.Optional(Milliseconds('the most; default: fromMs')),
  },
  findFault: ({ fromMs, toMs = fromMs }) =>
    (toMs as number) < (fromMs as number) ? 'has a toMs below its fromMs' : null,
  plan({ fromMs, toMs = fromMs }, draws) {
    const least = fromMs as number;
    return { waitMs: least + draws.below((toMs as number) - least + 1, 'wait') };
  },
};

/** 429, with the seconds after which to come again. */
export const serviceRateLimit: PerturbationKind = {
  ...fault,
  name: 'service-rate-limit',
  members: {
    retryAfter: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3600, default: 1, description: 'what Retry-After says, in seconds' }),
    ),
  },
  plan: ({ retryAfter = 1 }) => ({
    refusal: new StillwebError('RATE_LIMITED', 'there were too many requests in a short time', {
      retryAfter: retryAfter as number,
    }),
  }),
};

/** 500: a fault that nobody explains. */
export const serviceError: PerturbationKind = {
  ...fault,
  name: 'service-error',
  plan: () => ({ refusal: new StillwebError('INTERNAL', 'the server met a fault of its own') }),
};

/** 504, after a wait. */
export const serviceTimeout: PerturbationKind = {
  ...fault,
  name: 'service-timeout',
  members: {
    afterMs: Type.Optional(Milliseconds('how long the caller waits for it; default: 5000')),
  },
  plan({ afterMs = 5000 }) {
    const deadlineMs = afterMs as number;
    const refusal = new StillwebError('DEADLINE_EXCEEDED', 'the search did not end in time', { deadlineMs });
    return { waitMs: deadlineMs, refusal };
  },
};
