import type { AnswerSource } from '../../serving/answer-source.ts';

/** A source with another search; whatever it is made of, its other methods stay its own. */
export function overSearch(source: AnswerSource, search: AnswerSource['search']): AnswerSource {
  return {
    ...{ name: source.name, id: source.id, search },
    fetch: source.fetch.bind(source),
    links: source.links.bind(source),
    ...(source.grep !== undefined && { grep: source.grep.bind(source) }),
    ...(source.original !== undefined && { original: source.original.bind(source) }),
    ...(source.outLinks !== undefined && { outLinks: source.outLinks.bind(source) }),
    ...(source.walk !== undefined && { walk: source.walk.bind(source) }),
    ...(source.remarks !== undefined && { remarks: source.remarks.bind(source) }),
  };
}
