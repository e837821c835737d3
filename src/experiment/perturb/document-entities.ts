import type { Static } from '@sinclair/typebox';
import type { LinkedDocument } from '../../contract/search.ts';
import { foundHits } from '../../serving/answer-source.ts';
import type { Treatment } from '../../serving/treatment.ts';
import { changeSource } from '../changed-source.ts';
import { EditedText } from '../rewrite/edited-text.ts';
import { type Rewriting, rewriteDocument } from '../rewrite/rewrite-document.ts';
import { rewriteHit } from '../rewrite/rewrite-hit.ts';
import { rewriteMatch } from '../rewrite/rewrite-match.ts';
import { fetchRewritten } from '../rewrite/rewritten-fetch.ts';
import { type Rewriter, WholeTexts } from '../rewrite/whole-texts.ts';
import { Draws } from './draws.ts';
import { drawnEntities, EntitiesSchema, EntityTable, findEntityFault } from './entity-schema.ts';
import { EVERY_KIND, type PerturbationKind, type Perturbed } from './perturbation-kind.ts';
import { withoutCorrections } from './query-noise.ts';

const members = { entities: EntitiesSchema };
type Told = { [Name in keyof typeof members]: Static<(typeof members)[Name]> };

const treatment: Treatment = {
  name: 'document-entities',
  treat(source, parameters) {
    const { seed, strength, entities } = parameters as Perturbed & Told;
    const drawn = drawnEntities(entities, strength, new Draws(seed));
    if (drawn.length === 0) return source;
    const table = new EntityTable(drawn);
    const rewriter: Rewriter = { edits: (text) => table.edits(text) };
    const ofQuery = (query: string): string => new EditedText(query, table.editsOfQuery(query)).text;
    const linked = <Linked extends LinkedDocument>(document: Linked): Linked => ({
      ...document,
      title: new EditedText(document.title, table.edits(document.title)).text,
    });
    const rewriting = (texts: WholeTexts): Rewriting => ({
      indexName: source.name,
      rewriter,
      texts,
      outLinks: async (id) => (await outLinks?.(id, () => {})) ?? { documents: [], written: [] },
    });
    const outLinks =
      source.outLinks &&
      (async (...asked: Parameters<NonNullable<typeof source.outLinks>>) => {
        const { documents, written } = await source.outLinks!(...asked);
        return { documents: documents.map(linked), written };
      });
    return changeSource(source, {
      async search(request, checkpoint) {
        const queries = request.queries.map(ofQuery);
        const { filter } = request;
        const excludeStrings = filter?.excludeStrings?.map(ofQuery).filter((text) => text.trim() !== '');
        const inner = { ...request, queries, ...(excludeStrings && { filter: { ...filter, excludeStrings } }) };
        const texts = new WholeTexts(source, rewriter, checkpoint);
        const found = await source.search(inner, checkpoint);
        const rewritten = [];
        for (const [i, each] of found.entries()) {
          const hits = [];
          for (const hit of each.hits()) hits.push(await rewriteHit(hit, request, texts, rewriter));
          const said = queries[i] === request.queries[i] ? each : withoutCorrections(each);
          rewritten.push(foundHits({ ...said, hits }));
        }
        return rewritten;
      },
      fetch: (request, checkpoint) => {
        const texts = new WholeTexts(source, rewriter, checkpoint);
        return fetchRewritten(source, request, checkpoint, rewriting(texts));
      },
      ...(source.grep !== undefined && {
        async grep(request, checkpoint) {
          const pattern = request.regexp ? '' : ofQuery(request.pattern);
          const page = await source.grep!(pattern.trim() === '' ? request : { ...request, pattern }, checkpoint);
          const texts = new WholeTexts(source, rewriter, checkpoint);
          const matches = [];
          for (const match of page.matches) {
            const rewritten = await rewriteMatch(match, texts, rewriter);
            if (rewritten !== null) matches.push(rewritten);
          }
          return { ...page, matches: request.regexp ? matches : matches.filter(({ text }) => holds(text, request)) };
        },
      }),
      async links(id, checkpoint) {
        const { outgoing, incoming, ...rest } = await source.links(id, checkpoint);
        return { ...rest, outgoing: outgoing.map(linked), incoming: incoming.map(linked) };
      },
      ...(outLinks !== undefined && { outLinks }),
      ...(source.walk !== undefined && {
        async walk(request, checkpoint) {
          const texts = new WholeTexts(source, rewriter, checkpoint);
          const walked = [];
          for (const document of await source.walk!(request, checkpoint)) {
            const asked = { offset: 0, maxChars: request.textChars };
            walked.push(await rewriteDocument(document, asked, null, rewriting(texts)));
          }
          return walked;
        },
      }),
      ...(source.original !== undefined && { original: () => null }),
    });
  },
};

/** Whether a line shows what was looked for: what was found in its old names may not be in the new ones. */
function holds(
  line: string,
  { pattern, ignoreCase }: { readonly pattern: string; readonly ignoreCase: boolean },
): boolean {
  return ignoreCase ? line.toLowerCase().includes(pattern.toLowerCase()) : line.includes(pattern);
}

/**
 * Documents have other names in them: those of a table, each with the chance of the strength, in titles, texts, snippets, lines of a
 * grep, headings, metadata and fields. Ids and addresses stay. Queries for new names find what the old ones found, and old names are
 * unknown. Originals are not there, as they could not be changed.
 */
export const documentEntities: PerturbationKind = {
  name: 'document-entities',
  members,
  drawnBy: 'document',
  kinds: EVERY_KIND,
  findFault: (told) => findEntityFault((told as Told).entities),
  treatment,
};
