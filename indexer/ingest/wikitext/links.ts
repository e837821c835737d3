import type { Frame } from './frame.ts';
import type { Output } from './output.ts';
import { addLink, type PagePlace } from './page-facts.ts';

/** A target is a title; a longer one is none. */
const MAX_TARGET = 1024;

/** What a link leads to, as it is written; null where that is no title. */
export function readTarget(output: Output, start: number, bars: readonly number[]): string | null {
  return output.read(start, bars.length > 0 ? bars[0] - 1 : output.length, MAX_TARGET);
}

/** Puts the words of a link in its place. Without words of its own, those are the title that it leads to. */
export function writeLink({ start, bars, links }: Frame, { output, facts, site }: PagePlace): void {
  const target = readTarget(output, start, bars);
  if (target === null) return;
  const [address] = /^\s*(?:https?:)?\/\/\S*\s*/i.exec(target) ?? [];
  if (address !== undefined) {
    output.cut(start);
    output.write(target.slice(address.length));
    return;
  }
  const found = site.resolve(target);
  if (found.kind === 'file' || found.kind === 'category' || found.kind === 'language') {
    // Those of a caption are links of no text.
    facts.links.length = Math.min(links, facts.links.length);
    output.cut(start);
    if (found.kind === 'category' && found.title !== '') facts.categories.push(found.title);
    return;
  }
  if (found.kind === 'page') addLink(facts, found.url);
  const hasWords = bars.length > 0 && output.peek(bars[0], output.length) !== '';
  if (hasWords) output.keep(start, bars[0], output.length);
  else {
    output.cut(start);
    output.write(/^\s*:/.test(target) ? target.slice(target.indexOf(':') + 1) : target);
  }
}
