/** How documents are read and shown, in the one form that equal wishes share. */
import { StillwebError } from '../errors.ts';
import { MAX_QUERY_BYTES } from '../limits.ts';
import type { FetchBody } from './fetch-body.ts';
import type { ReadingView } from './search.ts';
import { limitText } from './text-limit.ts';

type ViewFields = Pick<
  FetchBody,
  'offset' | 'find' | 'section' | 'lines' | 'cut' | 'matches' | 'toc' | 'format' | 'links'
>;

/** @returns undefined where nothing but what is usual is asked for @throws INVALID_REQUEST */
export function canonicalizeView(asked: ViewFields): ReadingView | undefined {
  const { section, lines, cut = 'character', matches, toc = false, format = 'text', links = false } = asked;
  if (lines !== undefined) {
    const beside = (['section', 'find', 'offset'] as const).find((name) => asked[name] !== undefined);
    if (beside !== undefined) throw refused(`lines and ${beside} exclude each other`, ['lines', beside]);
  }
  if (matches !== undefined && asked.find === undefined) throw refused('matches needs find', ['matches', 'find']);
  if (links && format !== 'markdown') throw refused('links needs format: markdown', ['links', 'format']);
  const view: ReadingView = {
    ...(section !== undefined && { section: limitText(section, MAX_QUERY_BYTES, 'section') }),
    ...(lines !== undefined && { lines: { from: lines.from, count: lines.count } }),
    ...(cut !== 'character' && { cut }),
    ...(matches !== undefined && { matches }),
    ...(toc && { toc }),
    ...(format !== 'text' && { format }),
    ...(links && { links }),
  };
  return Object.keys(view).length === 0 ? undefined : view;
}

function refused(message: string, fields: readonly string[]): StillwebError {
  return new StillwebError('INVALID_REQUEST', message, { fields });
}

const VIEW = 'view ';

/** As a member of a key: none where nothing is asked. */
export function viewKey(view: ReadingView | undefined): string[] {
  if (view === undefined) return [];
  const { section, lines, cut, matches, toc, format, links } = view;
  // A list, whose order does not hang on how the members were made.
  const members = [section, lines && [lines.from, lines.count], cut, matches, toc, format, links];
  return [`${VIEW}${JSON.stringify(members)}`];
}

/** What `viewKey` made a member of, among others; undefined for none. */
export function readView(members: readonly unknown[]): ReadingView | undefined {
  const member = members.find((each) => typeof each === 'string' && each.startsWith(VIEW)) as string | undefined;
  if (member === undefined) return undefined;
  const [section, lines, cut, matches, toc, format, links] = JSON.parse(member.slice(VIEW.length));
  return {
    ...(section !== null && { section }),
    ...(lines !== null && { lines: { from: lines[0], count: lines[1] } }),
    ...(cut !== null && { cut }),
    ...(matches !== null && { matches }),
    ...(toc !== null && { toc }),
    ...(format !== null && { format }),
    ...(links !== null && { links }),
  };
}
