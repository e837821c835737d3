/** Which declared fields an answer shows, in the one form that equal wishes share. */
import type { ShownFieldNames } from './search.ts';

/** Names sorted by code unit, without repeats. Whether they are declared is known where the request is answered. */
export function canonicalizeShownFields(fields: ShownFieldNames): ShownFieldNames {
  if (fields === true) return true;
  const names = new Set(fields.map((name) => name.toWellFormed()));
  return [...names].sort((left, right) => (left < right ? -1 : 1));
}

const FIELDS = 'fields ';

/** As a member of a key: none where no fields are shown. */
export function shownFieldsKey(fields: ShownFieldNames | undefined): string[] {
  return fields === undefined ? [] : [`${FIELDS}${JSON.stringify(fields)}`];
}

/** What `shownFieldsKey` made a member of, among others; undefined for none. */
export function readShownFields(members: readonly unknown[]): ShownFieldNames | undefined {
  const member = members.find((each) => typeof each === 'string' && each.startsWith(FIELDS)) as string | undefined;
  return member === undefined ? undefined : (JSON.parse(member.slice(FIELDS.length)) as ShownFieldNames);
}
