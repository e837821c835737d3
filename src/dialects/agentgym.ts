/**
 * AgentGym's SearchQA environment: `create`, `reset`, `observation`, `step`, `close`. The model writes `<search>…</search>` or
 * `<answer>…</answer>`; an answer ends the episode, and has a reward of 1 where it is right.
 */

import { matchesExactly } from '../contract/answer-match.ts';
import { StillwebError } from '../errors.ts';
import type { Dialect, DialectQuestion, DialectRequest, DialectServer } from './dialect.ts';
import { detailError } from './parts/detail-error.ts';
import { episodeOf, listForModel, searchForAgent } from './parts/episodes.ts';
import { fieldsOf, textOf } from './parts/fields.ts';
import { perServer, Sessions } from './parts/sessions.ts';

const ROOT = '/agentgym/';
/** The first of either; both may be written over several lines. */
const ACTION = /<(search|answer)>([\s\S]*?)<\/\1>/;

interface Environment {
  /** Number of its episode. */
  readonly episode: number;
  readonly isDone: boolean;
  /** What the agent sees before its next step. */
  readonly observation: string;
  /** How many episodes were begun here before: each is a session of its own. */
  readonly begun: number;
}

/** Environments by number. Numbers are given in order, and never twice. */
class Environments {
  readonly sessions = new Sessions<Environment>();
  next = 0;
}

const environmentsOf = perServer(() => new Environments());

export const AGENTGYM: Dialect = {
  name: 'agentgym',
  prefix: '/agentgym',
  routes: [
    { method: 'GET', path: '/agentgym', summary: 'Whether the server lives', read: () => ({ body: 'ok' }) },
    { method: 'POST', path: `${ROOT}create`, summary: 'A new environment: its number', read: create },
    { method: 'POST', path: `${ROOT}reset`, summary: 'Begins an episode by its number', read: reset },
    { method: 'GET', path: `${ROOT}observation`, summary: 'What the agent sees now', read: observe },
    { method: 'POST', path: `${ROOT}step`, summary: 'One turn of the model', read: step },
    { method: 'POST', path: `${ROOT}close`, summary: 'Ends an environment', read: close },
  ],
  shape: {},
  error: detailError,
};

function create(request: DialectRequest): DialectQuestion {
  const { server } = request;
  const environment = begin(server, numberOf(fieldsOf(request).id ?? 0), 0);
  const environments = environmentsOf(server);
  const number = environments.next++;
  environments.sessions.keep(String(number), environment, environment.observation.length);
  return { body: number };
}

function reset(request: DialectRequest): DialectQuestion {
  const { number, environment: before } = findEnvironment(request);
  const environment = begin(request.server, numberOf(fieldsOf(request).id ?? 0), before.begun + 1);
  keep(request, number, environment);
  return { body: { observation: environment.observation, reward: 0, done: false } };
}

function observe(request: DialectRequest): DialectQuestion {
  return { body: findEnvironment(request).environment.observation };
}

async function step(request: DialectRequest): Promise<DialectQuestion> {
  const { number, environment } = findEnvironment(request);
  if (environment.isDone) return outcome('', 0, true);
  const [, kind, words = ''] = ACTION.exec(textOf(fieldsOf(request).action) ?? '') ?? [];
  if (kind === 'answer') {
    const { answers } = episodeOf(request.server, environment.episode, 'id');
    keep(request, number, { ...environment, isDone: true, observation: '' });
    return outcome('', matchesExactly(words, answers) ? 1 : 0, true);
  }
  const observation =
    kind === 'search'
      ? `\n\n<information>${listForModel(await searchForAgent(request, words.trim(), sessionOf(request, number, environment)))}</information>\n\n`
      : '\nThat was no action. Write <search>a query</search> to search, or <answer>the answer</answer> to end.\n';
  keep(request, number, { ...environment, observation });
  return outcome(observation, 0, false);
}

function close(request: DialectRequest): DialectQuestion {
  environmentsOf(request.server).sessions.forget(String(numberOf(fieldsOf(request).env_idx)));
  return { body: { closed: true } };
}

/** @throws EPISODES_MISSING, INVALID_REQUEST */
function begin(server: DialectServer, episode: number, begun: number): Environment {
  const { question } = episodeOf(server, episode, 'id');
  const observation = [
    'Answer the question. Think inside <think> and </think> first.',
    'Write <search>a query</search> to search: what is found comes between <information> and </information>.',
    'Search as often as you like, and end with <answer>the answer</answer>, in as few words as you can.',
    `Question: ${question}\n`,
  ].join(' ');
  return { episode, isDone: false, observation, begun };
}

/** The episode stands in front, so that a mask can be that of its question. */
function sessionOf({ server }: DialectRequest, number: number, { episode, begun }: Environment): string {
  return `${episodeOf(server, episode, 'id').id}/agentgym-${number}-${begun}`;
}

function outcome(observation: string, reward: number, done: boolean): DialectQuestion {
  return { body: { observation, reward, done, info: {} } };
}

/** @throws INVALID_REQUEST for one that was never created, is closed, or was left unused for long */
function findEnvironment(request: DialectRequest): { readonly number: number; readonly environment: Environment } {
  const number = numberOf(fieldsOf(request).env_idx);
  const environment = environmentsOf(request.server).sessions.find(String(number));
  if (environment !== undefined) return { number, environment };
  throw new StillwebError('INVALID_REQUEST', 'env_idx is the number of no environment', { field: 'env_idx' });
}

function keep({ server }: DialectRequest, number: number, environment: Environment): void {
  environmentsOf(server).sessions.keep(String(number), environment, environment.observation.length);
}

/** NaN for what is no number, which no environment and no episode has. */
function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.parseInt(textOf(value) ?? '', 10);
}
