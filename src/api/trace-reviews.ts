/** What the pages of a trace and the routes beside them ask of it: of the one of this server, or of one that somebody has sent. */
import { echoed } from '../contract/echoed.ts';
import type { QueryParameters } from '../contract/query-string.ts';
import { StillwebError } from '../errors.ts';
import { type ReviewedSession, type TraceReview, TraceReviewer } from '../experiment/sessions/trace-review.ts';
import { NO_SESSION } from '../page/page-address.ts';
import type { UnshownTrace } from '../page/traces-page.ts';
import type { HttpService } from './http-service.ts';
import type { UploadedTraces } from './uploaded-traces.ts';

export interface FoundSession {
  readonly path: string;
  readonly reviewer: TraceReviewer;
  readonly reviewed: ReviewedSession;
  /** Written by this server, whose keys are sound; what others send may say anything. */
  readonly isOwn: boolean;
}

export class TraceReviews {
  readonly #service: HttpService;
  readonly #uploaded: UploadedTraces;
  #reviewer: TraceReviewer | null = null;

  constructor(service: HttpService, uploaded: UploadedTraces) {
    this.#service = service;
    this.#uploaded = uploaded;
  }

  /** @param key of a trace that was sent; undefined for that of the server @throws StillwebError UNSUPPORTED where no trace is shown, or it is too long; NOT_FOUND; as `TraceReviewer.latest` */
  async latest(key?: string): Promise<TraceReview> {
    if (key !== undefined) this.refuseTreated();
    if (key !== undefined) return await this.#uploaded.find(key).reviewer.latest();
    const path = this.#path;
    if (path === null) {
      const message = 'this server records no calls, or an experiment keeps things from those who made them';
      throw new StillwebError('UNSUPPORTED', message, { needs: 'trace' });
    }
    return await this.#ownReviewer(path).latest();
  }

  #ownReviewer(path: string): TraceReviewer {
    this.#reviewer ??= new TraceReviewer(path);
    return this.#reviewer;
  }

  /** For people: why nothing is shown is an answer too. @throws StillwebError as `latest` */
  async shown(key?: string): Promise<TraceReview | UnshownTrace> {
    if (key === undefined && this.#path === null) return this.isTreated ? 'treated' : 'unrecorded';
    try {
      return await this.latest(key);
    } catch (error) {
      if (key === undefined && error instanceof StillwebError && error.code === 'UNSUPPORTED') return 'too long';
      throw error;
    }
  }

  /** @returns null where the trace is too long to be shown @throws StillwebError NOT_FOUND; as `latest` */
  async find(name: string, key?: string): Promise<FoundSession | null> {
    const review = await this.shown(key);
    if (review === 'too long') return null;
    const path = key === undefined ? this.#path : this.#uploaded.find(key).path;
    const reviewed =
      typeof review !== 'object'
        ? null
        : name === NO_SESSION
          ? review.unnamed.review()
          : review.sessions.find(({ session }) => session.name === name);
    if (path !== null && reviewed) {
      const reviewer = key === undefined ? this.#ownReviewer(path) : this.#uploaded.find(key).reviewer;
      return { path, reviewer, reviewed, isOwn: key === undefined };
    }
    throw notTraced('the trace shows no such session', { session: name });
  }

  /** An experiment keeps things from sessions: whoever asks again, or sends a trace, might find them. */
  get isTreated(): boolean {
    const { conductor } = this.#service.search;
    return conductor !== null && conductor.shownTrace == null;
  }

  get #path(): string | null {
    return this.#service.search.conductor?.shownTrace ?? null;
  }

  /** @throws StillwebError UNSUPPORTED where an experiment treats calls */
  refuseTreated(): void {
    if (!this.isTreated) return;
    const message = 'an experiment treats calls here: no trace is looked at, and none is asked again';
    throw new StillwebError('UNSUPPORTED', message, { needs: 'trace' });
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
