import { Experiment } from '../experiment/experiment.ts';
import { TraceRecorder } from '../experiment/trace/trace-recorder.ts';

/** What a server is told of an experiment. */
export interface ExperimentSettings {
  readonly trace?: string;
  readonly experiment?: string | object;
}

/** Null where nothing is to be recorded or treated. @throws StillwebError STORAGE_FAILED, TRACE_IN_USE, and what `readExperiment` throws */
export async function openExperiment({ trace, experiment }: ExperimentSettings): Promise<Experiment | null> {
  if (trace === undefined && experiment === undefined) return null;
  // What declares experiments takes a parser and shapes with it, which others need not load.
  const read = experiment === undefined ? null : await import('../experiment/experiment-file.ts');
  const { declared, interventions } = (await read?.readExperiment(experiment as string)) ?? { interventions: [] };
  const recorder = trace === undefined ? null : await TraceRecorder.open(trace, declared);
  return new Experiment({ recorder, interventions });
}
