/** `name` or `name@id` in the field `index` of a request. */

export interface IndexReference {
  readonly name: string;
  /** The content hash that the caller insists on, exactly as `/v1/indexes` gives it. */
  readonly id?: string;
}

/** The last `@` divides: an id has none. */
export function parseIndexReference(text: string): IndexReference {
  const at = text.lastIndexOf('@');
  return at === -1 ? { name: text } : { name: text.slice(0, at), id: text.slice(at + 1) };
}
