/** How sessions under masks did: from the trace of a server, the masks, and what the agents answered. */
import { StillwebError } from '../errors.ts';
import { readAnswers } from '../evaluation/answer-file.ts';
import { readQuestions } from '../evaluation/question-file.ts';
import { readDeclaredFile } from '../experiment/declared-file.ts';
import { type DeclaredMask, maskNameIn, masksByName, readMaskLines } from '../experiment/mask/declared-masks.ts';
import {
  type MaskedCall,
  type MaskMeasures,
  type MaskSummary,
  measureMasked,
  summarizeMasked,
} from '../experiment/mask/mask-measures.ts';
import { readTrace } from '../experiment/trace/read-trace.ts';
import type { TraceCall } from '../experiment/trace/trace-line.ts';
import { openIndex } from '../store/open.ts';
import { type OptionNames, refuseUnknownOptions } from './known-options.ts';
import { openReader } from './open-reader.ts';

export interface EvaluateMasksOptions {
  readonly trace: string;
  /** The file of masks, JSON Lines. */
  readonly masks: string;
  /** Index directory: of masks that name documents by address. */
  readonly index?: string;
  /** What was answered, by the name of the session, or by that of the mask. */
  readonly answers?: string;
  /** Right answers, by the names of masks. */
  readonly questions?: string;
  /** Called with the measures of each session, in the order of the trace. */
  readonly onSession?: (session: MaskMeasures) => void;
  /** Told the number of the last line of the trace where that was cut, and is passed over. */
  readonly onCut?: (line: number) => void;
}

const OPTION_NAMES: OptionNames<EvaluateMasksOptions> = {
  trace: true,
  masks: true,
  index: true,
  answers: true,
  questions: true,
  onSession: true,
  onCut: true,
};

/**
 * Measures the sessions of a trace that were under a mask.
 *
 * @throws StillwebError TRACE_INVALID, also where no session is under a mask of the file; EXPERIMENT_INVALID; ANSWERS_INVALID;
 *   TOPICS_INVALID; INPUT_MISSING; SETTING_INVALID for addresses without an index; what opening the index throws
 */
export async function evaluateMasks(options: EvaluateMasksOptions): Promise<MaskSummary> {
  refuseUnknownOptions('evaluateMasks', options, OPTION_NAMES);
  const masks = masksByName(readMaskLines(await readDeclaredFile(options.masks), options.masks), options.masks);
  const answers = options.answers === undefined ? undefined : await readAnswers(options.answers);
  const questions = options.questions === undefined ? [] : (await readQuestions(options.questions)).questions;
  const right = new Map(questions.filter((one) => one.answers.length > 0).map((one) => [one.id, one.answers]));
  const idOf = await findDocuments(masks, options.index);
  const sessions = await readSessions(options, masks);
  const measured = Array.from(sessions, ([session, { mask, calls }]) => {
    const answer = answers && (answers.get(session) ?? answers.get(mask.mask) ?? null);
    const ordered = [...calls].sort((one, other) => one.step - other.step);
    const measures = measureMasked({ session, mask, calls: ordered, answer, right: right.get(mask.mask) }, idOf);
    options.onSession?.(measures);
    return measures;
  });
  if (measured.length === 0) {
    const message = `no session of ${options.trace} is under a mask of ${options.masks}`;
    throw new StillwebError('TRACE_INVALID', message, { path: options.trace, masks: masks.size });
  }
  return summarizeMasked(measured);
}

interface Read {
  readonly mask: DeclaredMask;
  readonly calls: MaskedCall[];
}

/** The mask is the one that a call declared; else the one that the session is named after, as a server chooses it. */
async function readSessions(
  { trace, onCut }: EvaluateMasksOptions,
  masks: ReadonlyMap<string, DeclaredMask>,
): Promise<Map<string, Read>> {
  const declared = new Map<string, string>();
  const calls = new Map<string, MaskedCall[]>();
  for await (const entry of readTrace(trace, (kind) => kind === 'call', { onCut })) {
    if (entry.kind !== 'call') continue;
    const { session, step, aside, opened = [], declared: said, joint } = entry.call;
    if (session === null || step === null) continue;
    if (said?.mask !== undefined) declared.set(session, said.mask);
    // Whoever asked several indexes has asked once.
    const isQuery = aside !== true && (joint === undefined || joint.place === 0);
    const call = { step, queries: isQuery ? queriesOf(entry.call) : [], opened: aside === true ? [] : opened };
    const made = calls.get(session) ?? [];
    made.push(call);
    calls.set(session, made);
  }
  const sessions = new Map<string, Read>();
  for (const [session, made] of calls) {
    const name = declared.get(session) ?? maskNameIn(session, masks);
    const mask = name === null ? undefined : masks.get(name);
    if (mask !== undefined) sessions.set(session, { mask, calls: made });
  }
  return sessions;
}

function queriesOf({ asked }: TraceCall): readonly string[] {
  const { queries, pattern } = (asked ?? {}) as { readonly queries?: readonly string[]; readonly pattern?: string };
  return queries ?? (pattern === undefined ? [] : [pattern]);
}

/** Ids as they are; addresses are looked up. @throws StillwebError SETTING_INVALID for addresses without an index */
async function findDocuments(
  masks: ReadonlyMap<string, DeclaredMask>,
  directory: string | undefined,
): Promise<(document: string) => string | null> {
  const named = [...masks.values()].flatMap(({ entities = [] }) => entities.flatMap((each) => each.unlockedBy ?? []));
  const urls = [...new Set(named.filter((document) => /^[a-z][a-z0-9+.-]*:\/\//i.test(document)))];
  if (urls.length === 0) return (document) => document;
  if (directory === undefined) {
    const message = `the masks name documents by address, such as ${JSON.stringify(urls[0])}: name their index`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'index' });
  }
  const reader = await openReader(openIndex(directory));
  try {
    const ids = new Map(
      urls.map((url) => {
        const [{ id, error }] = reader.fetch({ urls: [url], offset: 0, maxChars: 1 });
        return [url, error === undefined ? id : null];
      }),
    );
    return (document) => (ids.has(document) ? (ids.get(document) ?? null) : document);
  } finally {
    reader.close();
  }
}
