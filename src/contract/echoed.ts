/** Of what was sent, in an error that repeats it. */
const MAX_ECHO = 100;

/** The beginning of a name that was sent, as an error may repeat it. */
export function echoed(name: string): string {
  return name.slice(0, MAX_ECHO).toWellFormed();
}
