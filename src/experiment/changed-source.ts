import type { AnswerSource } from '../serving/answer-source.ts';

/** A source that answers as another does, but for some methods. Sources may be of classes, whose methods no spread copies. */
export function changeSource(source: AnswerSource, changed: Partial<AnswerSource>): AnswerSource {
  return {
    name: source.name,
    id: source.id,
    search: (request, checkpoint) => source.search(request, checkpoint),
    fetch: (request, checkpoint) => source.fetch(request, checkpoint),
    links: (id, checkpoint) => source.links(id, checkpoint),
    ...(source.grep !== undefined && { grep: source.grep.bind(source) }),
    ...(source.original !== undefined && { original: source.original.bind(source) }),
    ...(source.outLinks !== undefined && { outLinks: source.outLinks.bind(source) }),
    ...(source.walk !== undefined && { walk: source.walk.bind(source) }),
    ...(source.remarks !== undefined && { remarks: source.remarks.bind(source) }),
    ...changed,
  };
}
