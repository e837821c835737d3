/** What is done to calls, as one file declares it: a member for each kind. */
import { dirname } from 'node:path';
import { Type } from '@sinclair/typebox';
import { readDeclaredFile } from './declared-file.ts';
import { declaredShape, invalidExperiment } from './declared-shape.ts';
import type { Intervention } from './intervention.ts';
import { MasksSchema, masksOf } from './mask/mask-intervention.ts';
import { perturbationsOf } from './perturb/perturbations.ts';
import { SessionsSchema, sessionPoliciesOf } from './policy/policy-intervention.ts';

/** An experiment, ready to be carried out. */
export interface DeclaredExperiment {
  /** As it was declared: what the head of a trace says. */
  readonly declared: unknown;
  readonly interventions: readonly Intervention[];
}

/** In the order in which they are carried out: what is hidden is hidden from all that comes behind. */
const ExperimentSchema = Type.Object(
  {
    masks: Type.Optional(MasksSchema),
    // Each kind has a schema of its own.
    perturbations: Type.Optional(Type.Unknown()),
    sessions: Type.Optional(SessionsSchema),
  },
  { additionalProperties: false },
);
const checkExperiment = declaredShape(ExperimentSchema);

/**
 * @param experiment path of a file, YAML or JSON; or what would stand in it
 * @throws StillwebError EXPERIMENT_INVALID; INPUT_MISSING for a file that cannot be read
 */
export async function readExperiment(experiment: string | object): Promise<DeclaredExperiment> {
  const isFile = typeof experiment === 'string';
  const where = isFile ? experiment : 'the experiment';
  const value = isFile ? await parseFile(experiment) : experiment;
  const { masks, perturbations, sessions } = checkExperiment(value, where);
  // Files that it names lie beside it.
  const folder = isFile ? dirname(experiment) : '.';
  const interventions: Intervention[] = [];
  if (masks !== undefined) interventions.push(await masksOf(masks, folder));
  if (perturbations !== undefined) interventions.push(...perturbationsOf(perturbations));
  if (sessions !== undefined) interventions.push(...sessionPoliciesOf(sessions));
  return { declared: value, interventions };
}

async function parseFile(path: string): Promise<unknown> {
  const text = await readDeclaredFile(path);
  if (path.endsWith('.json')) {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw invalidExperiment(path, 'it is not JSON', {}, cause);
    }
  }
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { schema: 'core', version: '1.2', logLevel: 'error', prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 1;
    throw invalidExperiment(`${path}:${line}`, 'it is not YAML', { file: path, line }, error);
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw invalidExperiment(path, 'it has aliases that cannot be followed', {}, cause);
  }
}
