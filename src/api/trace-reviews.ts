/** What the pages of a trace and the routes beside them ask of it. */
import { echoed } from '../contract/echoed.ts';
import type { QueryParameters } from '../contract/query-string.ts';
import { StillwebError } from '../errors.ts';
import { type ReviewedSession, type TraceReview, TraceReviewer } from '../experiment/sessions/trace-review.ts';
import { NO_SESSION } from '../page/page-address.ts';
import type { UnshownTrace } from '../page/traces-page.ts';
import type { HttpService } from './http-service.ts';

export class TraceReviews {
  readonly #service: HttpService;
  #reviewer: TraceReviewer | null = null;

  constructor(service: HttpService) {
    this.#service = service;
  }

  /** @throws StillwebError UNSUPPORTED where no trace is shown, or it is too long; as `TraceReviewer.latest` */
  async latest(): Promise<TraceReview> {
    const path = this.#path;
    if (path === null) {
      const message = 'this server records no calls, or an experiment keeps things from those who made them';
      throw new StillwebError('UNSUPPORTED', message, { needs: 'trace' });
    }
    this.#reviewer ??= new TraceReviewer(path);
    return await this.#reviewer.latest();
  }

  /** For people: why nothing is shown is an answer too. @throws StillwebError as `latest` */
  async shown(): Promise<TraceReview | UnshownTrace> {
    if (this.#path === null) return this.#service.search.conductor === null ? 'unrecorded' : 'treated';
    try {
      return await this.latest();
    } catch (error) {
      if (error instanceof StillwebError && error.code === 'UNSUPPORTED') return 'too long';
      throw error;
    }
  }

  /** @returns null where the trace is too long to be shown @throws StillwebError NOT_FOUND; as `latest` */
  async find(name: string): Promise<{ readonly path: string; readonly reviewed: ReviewedSession } | null> {
    const review = await this.shown();
    if (review === 'too long') return null;
    const path = this.#path;
    const reviewed =
      typeof review !== 'object'
        ? null
        : name === NO_SESSION
          ? review.unnamed.review()
          : review.sessions.find(({ session }) => session.name === name);
    if (path !== null && reviewed) return { path, reviewed };
    throw notTraced('the trace of this server shows no such session', { session: name });
  }

  get #path(): string | null {
    return this.#service.search.conductor?.shownTrace ?? null;
  }
}

export function notTraced(message: string, facts: Readonly<Record<string, string>>): StillwebError {
  const shortened = Object.entries(facts).map(([name, value]) => [name, echoed(value)]);
  return new StillwebError('NOT_FOUND', message, Object.fromEntries(shortened));
}

/** The first value of a name; undefined where it does not stand. */
export function firstValue(given: QueryParameters, name: string): string | undefined {
  return [given[name] ?? []].flat()[0];
}

/** Documents that whoever looks holds for relevant: without repeats, and without what a table of judgments cannot hold. */
export function relevantOf({ relevant = [] }: QueryParameters): string[] {
  return [...new Set([relevant].flat())].filter((id) => id !== '' && !/[\t\r\n]/.test(id));
}
