/** A place that an index is served from, and the name that it is given: `NAME=PLACE`, or a place alone. */
export interface NamedPlace {
  readonly name: string | undefined;
  readonly place: string;
}

export function readNamedPlace(spec: string): NamedPlace {
  const match = /^([A-Za-z0-9][A-Za-z0-9._-]*)=(.+)$/.exec(spec);
  return match === null ? { name: undefined, place: spec } : { name: match[1], place: match[2] };
}
