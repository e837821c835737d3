/** The answers that a page shows, asked as any door asks: one ticket, one snapshot, the keys of the API. */
import type { FastifyRequest } from 'fastify';
import type { Asked } from '../contract/asked.ts';
import type { IndexInspection } from '../contract/index-inspection.ts';
import type { SearchBackend, ServedIndex } from '../serving/search-backend.ts';
import type { PreparedCall } from '../serving/search-service.ts';
import { parseAnswer } from '../serving/written-answer.ts';
import { ofChosenIndex } from './answer-call.ts';
import type { HttpService } from './http-service.ts';

export interface PageCall {
  readonly call: PreparedCall;
  /** In the order of the questions. */
  readonly indexes: readonly ServedIndex[];
  readonly backend: SearchBackend;
  /** The native bodies, parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: who asked knows what the bodies are
  run(): Promise<any[]>;
}

/** @throws StillwebError NOT_READY, OVERLOADED, and what preparing a question throws */
export function preparePage(service: HttpService, { exchange }: FastifyRequest, questions: readonly Asked[]): PageCall {
  const ticket = service.search.enter();
  exchange.ticket = ticket;
  const parts = questions.map((asked) => ({ asked: ofChosenIndex(exchange, asked), shape: null }));
  const indexes = parts.map(({ asked }) => ticket.snapshot.find(asked.index));
  const call = service.search.prepareList(ticket, parts, exchange);
  return { call, indexes, backend: ticket.snapshot.backend, run: async () => parseAnswer(await call.run()) };
}

/** What is in an index; null where the backend knows no more than its description. */
export async function inspect(backend: SearchBackend, index: ServedIndex): Promise<IndexInspection | null> {
  return (await backend.inspect?.(index)) ?? null;
}

/** What `/i/` in front of the path names, as requests name an index. */
export function chosenName({ exchange: { chosenIndex: chosen } }: FastifyRequest): string | undefined {
  return chosen?.id === undefined ? chosen?.name : `${chosen.name}@${chosen.id}`;
}
