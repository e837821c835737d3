import type { Histogram } from 'prom-client';

/** Upper bounds of the classes of `stillweb_request_seconds`; one more class has no bound. */
const BOUNDS_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

interface RouteTally {
  /** Requests of each class of duration, not added up. */
  readonly classes: number[];
  seconds: number;
  requests: number;
}

export interface AnswerCount {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  count: number;
}

/**
 * Counts answers in a few additions each. prom-client hashes the labels of each count, which takes as long as parsing a
 * request does; it is given the sums when somebody asks.
 */
export class RequestTally {
  readonly #answers = new Map<string, AnswerCount>();
  readonly #routes = new Map<string, RouteTally>();

  count(method: string, route: string, status: number, durationMs: number): void {
    const key = `${status} ${method} ${route}`;
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = { method, route, status, count: 0 };
      this.#answers.set(key, answer);
    }
    answer.count++;
    let tally = this.#routes.get(route);
    if (tally === undefined) {
      tally = { classes: Array.from({ length: BOUNDS_SECONDS.length + 1 }, () => 0), seconds: 0, requests: 0 };
      this.#routes.set(route, tally);
    }
    const seconds = durationMs / 1000;
    let at = 0;
    while (at < BOUNDS_SECONDS.length && seconds > BOUNDS_SECONDS[at]) at++;
    tally.classes[at]++;
    tally.seconds += seconds;
    tally.requests++;
  }

  get answers(): Iterable<AnswerCount> {
    return this.#answers.values();
  }

  /** Answers of all routes by status, ascending. */
  get statuses(): { readonly status: number; readonly count: number }[] {
    const sums = new Map<number, number>();
    for (const { status, count } of this.#answers.values()) sums.set(status, (sums.get(status) ?? 0) + count);
    return Array.from(sums, ([status, count]) => ({ status, count })).sort((a, b) => a.status - b.status);
  }

  /** Requests of some routes by how long they took; the last class has no bound. */
  durationsOf(
    isWanted: (route: string) => boolean,
  ): { readonly toSeconds: number | null; readonly requests: number }[] {
    const wanted = [...this.#routes].filter(([route]) => isWanted(route));
    return Array.from({ length: BOUNDS_SECONDS.length + 1 }, (_, i) => ({
      toSeconds: BOUNDS_SECONDS[i] ?? null,
      requests: wanted.reduce((sum, [, { classes }]) => sum + classes[i], 0),
    }));
  }

  /** As a metric that a registry of prom-client takes; it asks no more of one than this. */
  asHistogram(name: string, help: string): Histogram {
    const get = async () => ({ name, help, type: 'histogram', aggregator: 'sum', values: [...this.#values(name)] });
    return { name, help, type: 'histogram', get, reset: () => {} } as unknown as Histogram;
  }

  *#values(name: string): Iterable<{ metricName: string; labels: Record<string, string | number>; value: number }> {
    for (const [route, { classes, seconds, requests }] of this.#routes) {
      let sum = 0;
      for (const [i, bound] of BOUNDS_SECONDS.entries()) {
        sum += classes[i];
        yield { metricName: `${name}_bucket`, labels: { le: bound, route }, value: sum };
      }
      yield { metricName: `${name}_bucket`, labels: { le: '+Inf', route }, value: requests };
      yield { metricName: `${name}_sum`, labels: { route }, value: seconds };
      yield { metricName: `${name}_count`, labels: { route }, value: requests };
    }
  }
}
