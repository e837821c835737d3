/** What this server answers now, as what a recorded session is compared with. */
import { StillwebError } from '../errors.ts';
import type { ReplayTarget } from '../experiment/replay/replay-call.ts';
import { type CallsReplay, replayCalls } from '../experiment/replay/replay-calls.ts';
import { indexTarget } from '../experiment/replay/replay-index.ts';
import { findSoundKey } from '../experiment/replay/sound-key.ts';
import { MAX_REPLAYED_CALLS, REPLAY_PATIENCE_MS } from '../limits.ts';
import type { SearchBackend } from '../serving/search-backend.ts';
import type { SearchService } from '../serving/search-service.ts';
import type { Snapshot } from '../serving/snapshot.ts';
import type { FoundSession } from './trace-reviews.ts';

/** Asks the calls of one session at a time: no trace and no session of the server hears of it, and its callers come first. */
export class SessionReplays {
  readonly #search: SearchService;
  #isBusy = false;

  constructor(search: SearchService) {
    this.#search = search;
  }

  /** @throws StillwebError NOT_READY; OVERLOADED where callers wait, or another session is compared; as `replayCalls` */
  async replay({ path, reviewed, isOwn }: FoundSession): Promise<CallsReplay> {
    if (this.#isBusy) {
      throw new StillwebError('OVERLOADED', 'another session is being compared', { retryAfter: 1 });
    }
    this.#isBusy = true;
    // It keeps the snapshot that all are asked of.
    let ticket: ReturnType<SearchService['enter']> | null = null;
    try {
      ticket = this.#search.enter();
      const untilMs = performance.now() + REPLAY_PATIENCE_MS;
      const hasTime = (): boolean => performance.now() < untilMs;
      const numbers = new Set(reviewed.session.events.flatMap(({ call }) => call ?? []));
      const target = servedTarget(this.#search, ticket.snapshot, isOwn, hasTime);
      return await replayCalls(path, numbers, target, { most: MAX_REPLAYED_CALLS, hasTime });
    } finally {
      ticket?.end();
      this.#isBusy = false;
    }
  }
}

function servedTarget(search: SearchService, snapshot: Snapshot, isOwn: boolean, hasTime: () => boolean): ReplayTarget {
  const backend = admittedBackend(search, snapshot, hasTime);
  const inner = indexTarget(backend, null, false);
  return {
    ...inner,
    ask: async (call, told, expected) => {
      const sound = findSoundKey(told.key, backend.indexes);
      // Of what this server wrote itself the keys are those of its doors, walks and bodies of dialects among them.
      if (isOwn && told.key.lastIndexOf('\n{') === -1) return await inner.ask(call, told, expected);
      if (sound === null) return null;
      if (!sound.isShaped) return await inner.ask(call, told, expected);
      if (sound.kind !== 'search') return null;
      // Its ranking is compared: how a dialect writes it was said by whoever sent the trace.
      const replayed = await inner.ask(call, { ...told, key: sound.key }, expected);
      const isRanked = JSON.stringify(replayed?.hits) === JSON.stringify(told.notes?.hits);
      return replayed?.refusal === null && isRanked ? { ...replayed, body: expected } : replayed;
    },
    explain: async (call, told, difference) => {
      try {
        return (await inner.explain?.(call, told, difference)) ?? difference;
      } catch {
        // What differs is known, also where there was no time to ask why.
        return difference;
      }
    },
  };
}

/** Each question is let in as that of a caller is. */
function admittedBackend({ admission }: SearchService, snapshot: Snapshot, hasTime: () => boolean): SearchBackend {
  const { backend } = snapshot;
  return {
    indexes: backend.indexes,
    workers: backend.workers,
    serviceMs: backend.serviceMs,
    answer: async (key, options) => {
      if (!hasTime()) throw new StillwebError('DEADLINE_EXCEEDED', 'there was no time left to ask it');
      const ticket = admission.enter(snapshot, 0);
      try {
        ticket.beginWork({ queries: options.queries, bytes: key.length * 2 });
        return await backend.answer(key, { ...options, deadlineMs: admission.deadlineMs });
      } finally {
        ticket.end();
      }
    },
    close: async () => {},
  };
}
