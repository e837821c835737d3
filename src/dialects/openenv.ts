/**
 * An environment as OpenEnv's HTTP clients speak it: `reset`, `step`, `state`. Its search action is that of their web search; an action
 * with an `answer` ends the episode, and has a reward of 1 where it is right.
 *
 * A server has one environment for whoever names no `episode_id`; each `episode_id` has one of its own.
 */

import { matchesExactly } from '../contract/answer-match.ts';
import { documentUrl } from '../contract/sandbox-url.ts';
import type { Hit } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { detailError } from './parts/detail-error.ts';
import { episodeOf, listForModel, searchForAgent } from './parts/episodes.ts';
import { countOf, fieldsOf, textOf } from './parts/fields.ts';
import { perServer, Sessions, sessionName } from './parts/sessions.ts';

const ROOT = '/openenv/';
const ONLY_ENVIRONMENT = 'only';

interface Environment {
  readonly episode: number;
  readonly steps: number;
  readonly isDone: boolean;
}

const environmentsOf = perServer(() => new Sessions<Environment>());

export const OPENENV: Dialect = {
  name: 'openenv',
  prefix: '/openenv',
  routes: [
    { method: 'POST', path: `${ROOT}reset`, summary: 'Begins an episode', read: reset },
    { method: 'POST', path: `${ROOT}step`, summary: 'One action: a query, or an answer', read: step },
    { method: 'GET', path: `${ROOT}state`, summary: 'Name and steps of the episode', read: readState },
    {
      method: 'GET',
      path: `${ROOT}health`,
      summary: 'Whether the server lives',
      read: () => ({ body: { status: 'healthy' } }),
    },
  ],
  shape: {},
  error: detailError,
};

/** `seed` is the number of an episode, from 0; without one it is the first. */
function reset(request: DialectRequest): DialectQuestion {
  const { seed, episode_id: id } = fieldsOf(request);
  const { episodes } = request.server;
  // Seeds are any numbers; the episodes are gone through round and round.
  const number = episodes.length === 0 ? 0 : countOf(seed, 0, 0, Number.MAX_SAFE_INTEGER) % episodes.length;
  const { question } = episodeOf(request.server, number, 'seed');
  environmentsOf(request.server).keep(nameOf(id), { episode: number, steps: 0, isDone: false });
  return observe(question, [], false, 0);
}

async function step(request: DialectRequest): Promise<DialectQuestion> {
  const { action, episode_id: id } = fieldsOf(request);
  const environment = findEnvironment(request, id);
  const { query, answer } = (typeof action === 'object' && action !== null ? action : {}) as Record<string, unknown>;
  const [words, given] = [textOf(query), textOf(answer)];
  if (words === undefined && given === undefined) {
    throw new StillwebError('INVALID_REQUEST', 'action must have a query or an answer', { field: 'action' });
  }
  if (environment.isDone) return observe('', [], true, 0);
  const steps = environment.steps + 1;
  if (given !== undefined) {
    const { answers } = episodeOf(request.server, environment.episode, 'seed');
    environmentsOf(request.server).keep(nameOf(id), { ...environment, steps, isDone: true });
    return observe('', [], true, matchesExactly(given, answers) ? 1 : 0);
  }
  const hits = await searchForAgent(request, words ?? '', sessionOf(id));
  environmentsOf(request.server).keep(nameOf(id), { ...environment, steps });
  const contents = hits.map((hit: Hit) => ({
    title: hit.title,
    content: hit.text ?? '',
    url: documentUrl(request.index.name, hit),
  }));
  return observe(listForModel(hits), contents, false, 0);
}

function readState(request: DialectRequest): DialectQuestion {
  const { episode_id: id } = fieldsOf(request);
  const { episode, steps } = findEnvironment(request, id);
  return { body: { episode_id: episodeOf(request.server, episode, 'seed').id, step_count: steps } };
}

function observe(content: string, contents: readonly object[], done: boolean, reward: number): DialectQuestion {
  return { body: { observation: { content, web_contents: contents, metadata: {} }, reward, done } };
}

/** @throws INVALID_REQUEST where nothing was begun */
function findEnvironment({ server }: DialectRequest, id: unknown): Environment {
  const environment = environmentsOf(server).find(nameOf(id));
  if (environment !== undefined) return environment;
  throw new StillwebError('INVALID_REQUEST', 'no episode is under way: reset begins one', { field: 'episode_id' });
}

/** Whoever names no episode may still name a session in a header. */
function sessionOf(id: unknown): string | undefined {
  return id === undefined || id === null ? undefined : sessionName(id, 'episode_id');
}

function nameOf(id: unknown): string {
  return id === undefined || id === null ? ONLY_ENVIRONMENT : `id ${sessionName(id, 'episode_id')}`;
}
