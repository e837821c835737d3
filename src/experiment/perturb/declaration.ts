/** A perturbation as it is declared: in the file of an experiment, or by a request where that is allowed. */
import { type Static, Type } from '@sinclair/typebox';
import { nearestName } from '../../contract/nearest-name.ts';
import { compileShape, type ShapeCheck } from '../../contract/shape.ts';
import { type ErrorCode, StillwebError } from '../../errors.ts';
import { MAX_PERTURBATION_BYTES, MAX_PERTURBATIONS, MAX_SESSION_BYTES } from '../../limits.ts';
import { PERTURBATION_KINDS } from './kinds.ts';
import type { PerturbationKind } from './perturbation-kind.ts';
import { isOrdered, StrengthSchema } from './strength.ts';

const strict = { additionalProperties: false } as const;
const Step = Type.Integer({ minimum: 1 });
const Names = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: MAX_SESSION_BYTES }), { minItems: 1, maxItems: 1000, description });

const WhenSchema = Type.Object(
  {
    fromStep: Type.Optional(Step),
    toStep: Type.Optional(Step),
    sessions: Type.Optional(Names('beginnings of the names of sessions')),
    indexes: Type.Optional(Names('names of indexes')),
  },
  { ...strict, description: 'what is perturbed; a call without a session has no step. Default: everything' },
);

const common = {
  kind: Type.String(),
  seed: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'of all that is drawn' }),
  strength: Type.Optional(StrengthSchema),
  when: Type.Optional(WhenSchema),
};

const Probability = Type.Optional(
  Type.Number({ minimum: 0, maximum: 1, description: 'the chance of each query to be perturbed at all; default: 1' }),
);

/** Among whom a draw is shared. */
const SHARED = ['experiment', 'session', 'step'] as const;
const Per = (shares: readonly (typeof SHARED)[number][]) =>
  Type.Optional(
    Type.Union(
      shares.map((share) => Type.Literal(share)),
      { description: 'what draws anew; default: experiment, where the same query always fares alike' },
    ),
  );

/** Members beside those of the kind. */
const MEMBERS = {
  query: { ...common, probability: Probability, per: Per(SHARED) },
  document: { ...common, per: Per(['experiment', 'session']) },
  call: common,
} as const;

const CommonSchema = Type.Object({ ...common, probability: Probability, per: Per(SHARED) });

export interface Declaration extends Static<typeof CommonSchema> {
  /** The members of the kind. */
  readonly told: Readonly<Record<string, unknown>>;
}

interface DeclaredKind {
  readonly kind: PerturbationKind;
  readonly check: ShapeCheck<unknown>;
}

const known = new Map<string, DeclaredKind>(
  PERTURBATION_KINDS.map((kind) => {
    const schema = Type.Object({ ...MEMBERS[kind.drawnBy], ...kind.members }, strict);
    return [kind.name, { kind, check: compileShape(schema) }];
  }),
);

/** The kind of this name. */
export function kindOf(name: string): PerturbationKind | undefined {
  return known.get(name)?.kind;
}

/**
 * @param where what is read: `perturbations`, or the name of a header
 * @param code of the error
 * @throws StillwebError of that code, which names the member
 */
export function readDeclarations(declared: unknown, where: string, code: ErrorCode): Declaration[] {
  if (!Array.isArray(declared)) throw invalid(code, where, 'must be a list', where);
  if (declared.length > MAX_PERTURBATIONS) {
    throw invalid(code, where, `has ${declared.length} entries; at most ${MAX_PERTURBATIONS} are taken`, where);
  }
  return declared.map((each, i) => readDeclaration(each, `${where}.${i}`, code));
}

function readDeclaration(declared: unknown, where: string, code: ErrorCode): Declaration {
  if (typeof declared !== 'object' || declared === null || Array.isArray(declared)) {
    throw invalid(code, where, 'must be an object with a kind', where);
  }
  const { kind: name } = declared as { readonly kind?: unknown };
  const found = typeof name === 'string' ? known.get(name) : undefined;
  if (found === undefined) throw unknownKind(name, where, code);
  try {
    found.check(declared);
  } catch (error) {
    if (!(error instanceof StillwebError)) throw error;
    throw new StillwebError(code, `${where}: ${error.message}`, { ...error.facts, at: where });
  }
  const { kind, seed, strength, when, probability, per, ...told } = declared as Static<typeof CommonSchema>;
  if (strength !== undefined && !isOrdered(strength)) {
    throw invalid(code, `${where}.strength`, 'has points that do not ascend by step', where);
  }
  const bytes = Buffer.byteLength(JSON.stringify(told));
  if (bytes > MAX_PERTURBATION_BYTES) {
    throw invalid(
      code,
      where,
      `has ${bytes} bytes; at most ${MAX_PERTURBATION_BYTES} stand in the key of a call`,
      where,
    );
  }
  const fault = found.kind.findFault?.(told) ?? null;
  if (fault !== null) throw invalid(code, where, fault, where);
  return { kind, seed, strength, when, probability, per, told };
}

function unknownKind(name: unknown, where: string, code: ErrorCode): StillwebError {
  const names = [...known.keys()];
  const meant = typeof name === 'string' ? nearestName(name, names) : null;
  const what =
    typeof name === 'string'
      ? `has the unknown kind ${JSON.stringify(name.slice(0, 64).toWellFormed())}`
      : 'has no kind';
  const hint = meant === null ? `; there are ${names.join(', ')}` : ` (did you mean ${meant}?)`;
  return new StillwebError(code, `${where} ${what}${hint}`, {
    at: where,
    known: names,
    ...(meant !== null && { didYouMean: [meant] }),
  });
}

function invalid(code: ErrorCode, where: string, fault: string, at: string): StillwebError {
  return new StillwebError(code, `${where} ${fault}`, { at });
}
