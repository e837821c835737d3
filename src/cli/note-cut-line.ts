import { note } from './output.ts';

/** Says on standard error that the last line of a trace or a log is passed over: a process that was killed has cut it, or writes it still. */
export function noteCutLine(file: string): (line: number | undefined) => void {
  return (line) => {
    if (line !== undefined) note(`${file}:${line}: the last line was cut, and is passed over`);
  };
}
