import { Experiment } from '../experiment/experiment.ts';
import { TraceRecorder } from '../experiment/trace/trace-recorder.ts';
import { MAX_TABLED_CALLS } from '../limits.ts';

/** What a server is told of an experiment. */
export interface ExperimentSettings {
  readonly trace?: string;
  readonly experiment?: string | object;
  readonly onNote?: (sentence: string) => void;
}

/**
 * What is recorded also stands as a table beside the trace when the experiment has been closed.
 *
 * @param mostTabled with more calls there is no table, and how to make it is said
 * @returns null where nothing is to be recorded or treated
 * @throws StillwebError STORAGE_FAILED, TRACE_IN_USE, TRACE_INVALID, and what `readExperiment` throws
 */
export async function openExperiment(
  { trace, experiment, onNote = () => {} }: ExperimentSettings,
  mostTabled = MAX_TABLED_CALLS,
): Promise<Experiment | null> {
  if (trace === undefined && experiment === undefined) return null;
  // What declares experiments takes a parser and shapes with it, which others need not load.
  const read = experiment === undefined ? null : await import('../experiment/experiment-file.ts');
  const { declared, interventions } = (await read?.readExperiment(experiment as string)) ?? { interventions: [] };
  if (trace === undefined) return new Experiment({ recorder: null, interventions });
  const recorder = await TraceRecorder.open(trace, declared);
  const onClosed = async (): Promise<void> => {
    if (recorder.calls <= mostTabled) await writeTable(trace, onNote);
    else onNote(`${trace} has ${recorder.calls} calls: make their table with stillweb trace --out FILE --as arrow`);
  };
  return new Experiment({ recorder, interventions, onClosed });
}

/** The trace is whole without it: that it cannot be written is said, and fails nothing. */
async function writeTable(trace: string, onNote: (sentence: string) => void): Promise<void> {
  const { tableBeside, writeCallsBeside } = await import('../experiment/trace/calls-beside.ts');
  await writeCallsBeside(trace).catch((error: Error) => {
    onNote(`${tableBeside(trace)} could not be written: ${error.message}`);
  });
}
