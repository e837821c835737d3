import { KEPT_TEMPLATES, QUOTED_TEMPLATES } from './kept-templates.ts';
import { addLink, type PageFacts, type PagePlace } from './page-facts.ts';
import type { TemplateCall } from './template-call.ts';
import { VALUE_TEMPLATES } from './value-templates.ts';
import type { WikiSite } from './wiki-site.ts';

/** Those that make a page a list of what its title may mean, in the larger wikis. */
const DISAMBIGUATION = new Set(
  (
    'disambig disambiguation disamb dab hndis geodis mathdab numberdis letter-numbercombdisambig roaddis schooldis ' +
    'begriffsklärung homonymie desambiguación desambiguação disambigua dp неоднозначность неоднозначність ujednoznacznienie ' +
    'förgrening 曖昧さ回避 aimai 消歧义 消歧義 disambig-cleanup'
  ).split(' '),
);
/** Those that lead to the article of a section, and the words that Wikipedia shows for them. */
const LEADS: ReadonlyMap<string, readonly [one: string, many: string]> = new Map([
  ['main', ['Main article', 'Main articles']],
  ['main article', ['Main article', 'Main articles']],
  ['see also', ['See also', 'See also']],
  ['further', ['Further information', 'Further information']],
  ['further information', ['Further information', 'Further information']],
  ['details', ['Further information', 'Further information']],
  ['hauptartikel', ['Hauptartikel', 'Hauptartikel']],
  ['article détaillé', ['Article détaillé', 'Articles détaillés']],
]);

/**
 * Puts in place of a template what a reader of the page would see of it, as far as its name tells without the page that defines it.
 * All others are nothing: boxes, navigation, marks for editors.
 */
export function expandTemplate(call: TemplateCall, place: PagePlace): void {
  const { name } = call;
  const kept = KEPT_TEMPLATES.get(name);
  if (kept !== undefined) {
    call.keep(kept, 'text', '', '');
    return;
  }
  if (QUOTED_TEMPLATES.has(name)) {
    const source = call.named('author') || call.named('source') || call.value(2);
    call.keep(1, 'text', '\n\n', source === '' ? '\n\n' : `\n— ${source}\n\n`);
    return;
  }
  const text = writeValue(call, place);
  call.drop();
  if (text !== '') place.output.write(text);
}

function writeValue(call: TemplateCall, { site, title, facts }: PagePlace): string {
  const { name } = call;
  const lead = LEADS.get(name);
  if (lead !== undefined) return writeLead(call, lead, site, facts);
  const value = VALUE_TEMPLATES.get(name);
  if (value !== undefined) return value(call);
  if (name.startsWith('lang-')) return call.value(1);
  if (name === 'pagename' || name === 'pagenamebase' || name === 'subpagename') return title;
  if (isDisambiguation(name)) facts.isDisambiguation = true;
  const [, word, rest] = /^(lc|uc|lcfirst|ucfirst|formatnum):(.*)$/.exec(name) ?? [];
  return word === undefined ? '' : rest;
}

/** Whether a template makes a page a list of what its title may mean. @param name in lower case, without its namespace */
export function isDisambiguation(name: string): boolean {
  return DISAMBIGUATION.has(name) || /(?:^| )disambiguation(?: |$)/.test(name);
}

function writeLead(
  call: TemplateCall,
  [one, many]: readonly [string, string],
  site: WikiSite,
  facts: PageFacts,
): string {
  const names: string[] = [];
  for (let number = 1; number <= call.count; number += 1) {
    const [written, label = ''] = call.value(number).split('|', 2);
    const target = site.resolve(`:${written.replace(/^:/, '')}`);
    if (target.kind !== 'page') continue;
    addLink(facts, target.url);
    const shown = call.named(`label ${number}`) || call.named(`l${number}`) || label;
    names.push(shown || written.replace('#', ' § '));
  }
  if (names.length === 0) return '';
  return `\n\n${names.length === 1 ? one : many}: ${names.join(', ')}.\n\n`;
}
