/** From declared perturbations to interventions. */
import type { Asked } from '../../contract/asked.ts';
import { nearestName } from '../../contract/nearest-name.ts';
import { noPerturbation, PERTURB_HEADER } from '../../contract/perturb-header.ts';
import { StillwebError } from '../../errors.ts';
import { MAX_PERTURBATION_BYTES } from '../../limits.ts';
import { invalidExperiment } from '../declared-shape.ts';
import type { CheckedIndex, Intervention, Plan, PlannedCall } from '../intervention.ts';
import { type Declaration, kindOf, readDeclarations } from './declaration.ts';
import { Draws, seedOf, THOUSAND } from './draws.ts';
import type { Perturbed } from './perturbation-kind.ts';
import { strengthAt, thousandths } from './strength.ts';

/** The entry of a list that lets requests declare perturbations of their own. */
const BY_REQUEST = 'by-request';

/**
 * The interventions of the member `perturbations` of an experiment, in their order: each perturbs what those before it have left.
 *
 * @throws StillwebError EXPERIMENT_INVALID, which names the entry and its member
 */
export function perturbationsOf(declared: unknown): Intervention[] {
  const where = 'perturbations';
  const isByRequest = (entry: unknown): boolean =>
    typeof entry === 'object' && entry !== null && (entry as { kind?: unknown }).kind === BY_REQUEST;
  const entries = Array.isArray(declared) ? declared : [];
  const mayRequest = entries.some(isByRequest);
  for (const [i, entry] of entries.entries()) {
    const others = isByRequest(entry) ? Object.keys(entry as object).filter((name) => name !== 'kind') : [];
    if (others.length === 0) continue;
    const what = `${where}.${i}: ${BY_REQUEST} has no member beside its kind, and here ${others.join(', ')}`;
    throw new StillwebError('EXPERIMENT_INVALID', what, { at: `${where}.${i}` });
  }
  const fixed = Array.isArray(declared) ? declared.filter((entry) => !isByRequest(entry)) : declared;
  // Where it stands in the file, those between that only allow others counted too.
  const places = [...entries.keys()].filter((i) => !isByRequest(entries[i]));
  const declarations = readDeclarations(fixed, where, 'EXPERIMENT_INVALID');
  return [...declarations.map((each, i) => interventionOf(each, `${where}.${places[i]}`)), byRequest(mayRequest)];
}

/** One perturbation. @param where it is declared */
function interventionOf(declaration: Declaration, where: string): Intervention {
  return {
    name: declaration.kind,
    check: (indexes) => checkServed(declaration, indexes, where),
    plan: (call) => planOf(declaration, call),
  };
}

/** What names an index or a document that is not there would do nothing, unnoticed. @throws EXPERIMENT_INVALID */
async function checkServed(
  { kind, when, told }: Declaration,
  indexes: readonly CheckedIndex[],
  where: string,
): Promise<void> {
  const served = indexes.map(({ name }) => name);
  const missing = when?.indexes?.find((name) => !served.includes(name));
  if (missing !== undefined) {
    const near = nearestName(missing, served);
    const hint = near === null ? `served are ${served.join(', ')}` : `did you mean ${near}?`;
    throw invalidExperiment(`${where}.when.indexes`, `no index ${missing} is served (${hint})`, {
      index: missing,
      served,
    });
  }
  const wanted = kindOf(kind)?.documentsOf?.(told) ?? [];
  if (wanted.length === 0) return;
  const meant = indexes.filter(({ name }) => when?.indexes?.includes(name) ?? true);
  const found = await Promise.all(meant.map(({ find }) => find(wanted))).catch((error) => {
    // A trace in the place of its index cannot tell; it was looked up when that was recorded.
    if (error instanceof StillwebError && error.code === 'TRACE_MISS') return null;
    throw error;
  });
  if (found === null) return;
  for (const [i, id] of wanted.entries()) {
    const ids = found.map((each) => each[i]);
    if (ids.includes(id)) continue;
    const byAddress = ids.find((each) => each !== null);
    const names = meant.map(({ name }) => name);
    const what =
      byAddress === undefined
        ? `${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} no document ${JSON.stringify(id)}: name one that is there, or leave it out`
        : `${JSON.stringify(id)} is an address: name the document by its id, ${JSON.stringify(byAddress)}`;
    throw invalidExperiment(`${where}.documents.${i}`, what, { document: id, indexes: names });
  }
}

function planOf(declaration: Declaration, call: PlannedCall): Plan | null {
  const kind = kindOf(declaration.kind);
  if (kind === undefined) throw new TypeError(`no kind of perturbation ${declaration.kind}`);
  const { seed, strength: declared = 1, probability: chance = 1, per = 'experiment', told } = declaration;
  if (!kind.kinds.includes(call.asked.kind) || !isMeant(declaration, call)) return null;
  const strength = strengthAt(declared, call.step);
  const probability = thousandths(chance);
  if (strength === 0 || probability === 0) return null;
  const name = call.session?.name ?? null;
  if (kind.plan !== undefined) {
    // An aside is part of a call that has been let through. Without a session, a call is known by what it asks.
    if (call.isAside) return null;
    const draws = new Draws(seedOf(seed, kind.name, name, call.step, name === null ? textOf(call.asked) : null));
    return draws.happens(strength, 'call') ? kind.plan(told, draws, call) : null;
  }
  const parameters: Perturbed = {
    seed: seedOf(seed, kind.name, per === 'experiment' ? null : name, per === 'step' ? call.step : null),
    strength,
    ...(probability < THOUSAND && { probability }),
    ...told,
  };
  return { treatments: [{ name: kind.name, parameters }] };
}

function isMeant({ when }: Declaration, { index, session, step }: PlannedCall): boolean {
  if (when === undefined) return true;
  const { fromStep, toStep, sessions, indexes } = when;
  if (indexes !== undefined && !indexes.includes(index.name)) return false;
  if (sessions !== undefined && !sessions.some((name) => session?.name.startsWith(name))) return false;
  if (fromStep === undefined && toStep === undefined) return true;
  return step !== null && step >= (fromStep ?? 1) && step <= (toStep ?? step);
}

function textOf(asked: Asked): string {
  return JSON.stringify([asked.kind, 'request' in asked ? asked.request : asked.id]);
}

/** What a request asks to be done to itself. */
function byRequest(isAllowed: boolean): Intervention {
  // Questions of one request have one header.
  let last: { readonly text: string; readonly declarations: readonly Declaration[] } | null = null;
  return {
    name: BY_REQUEST,
    takesRequests: true,
    plan(call) {
      const { perturb } = call;
      if (perturb === null) return null;
      if (!isAllowed) throw noPerturbation();
      if (last?.text !== perturb) last = { text: perturb, declarations: readRequested(perturb) };
      const plans = last.declarations.map((declaration) => planOf(declaration, call));
      return joinPlans(plans.filter((plan) => plan !== null));
    },
  };
}

/** @throws INVALID_REQUEST */
function readRequested(text: string): Declaration[] {
  if (Buffer.byteLength(text) > MAX_PERTURBATION_BYTES) {
    const what = `${PERTURB_HEADER} has over ${MAX_PERTURBATION_BYTES} bytes`;
    throw new StillwebError('INVALID_REQUEST', what, { field: PERTURB_HEADER, maxBytes: MAX_PERTURBATION_BYTES });
  }
  let declared: unknown;
  try {
    declared = JSON.parse(text);
  } catch {
    throw new StillwebError('INVALID_REQUEST', `${PERTURB_HEADER} must be a list as JSON`, { field: PERTURB_HEADER });
  }
  return readDeclarations(declared, PERTURB_HEADER, 'INVALID_REQUEST');
}

function joinPlans(plans: readonly Plan[]): Plan | null {
  if (plans.length === 0) return null;
  const refusal = plans.find((plan) => plan.refusal !== undefined)?.refusal;
  return {
    treatments: plans.flatMap(({ treatments = [] }) => treatments),
    waitMs: plans.reduce((sum, { waitMs = 0 }) => sum + waitMs, 0),
    ...(refusal !== undefined && { refusal }),
  };
}
