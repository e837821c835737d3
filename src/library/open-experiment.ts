import { Experiment } from '../experiment/experiment.ts';
import { TraceRecorder } from '../experiment/trace-recorder.ts';

/** What a server is told of an experiment. */
export interface ExperimentSettings {
  readonly trace?: string;
}

/** Null where nothing is to be recorded or treated. @throws StillwebError STORAGE_FAILED, TRACE_IN_USE */
export async function openExperiment({ trace }: ExperimentSettings): Promise<Experiment | null> {
  if (trace === undefined) return null;
  return new Experiment({ recorder: await TraceRecorder.open(trace) });
}
