import { MAX_JSON_LD_CHARACTERS } from '../../src/limits.ts';

/** What the JSON-LD of a page says of its article, where it does. */
export interface JsonLdArticle {
  readonly title?: string;
  readonly alternativeTitle?: string;
  readonly byline?: string;
  readonly siteName?: string;
  readonly date?: string;
}

const ARTICLE_TYPES = new Set(
  (
    'Article AdvertiserContentArticle NewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle ' +
    'OpinionNewsArticle ReportageNewsArticle ReviewNewsArticle Report SatiricalArticle ScholarlyArticle ' +
    'MedicalScholarlyArticle SocialMediaPosting BlogPosting LiveBlogPosting DiscussionForumPosting TechArticle APIReference'
  ).split(' '),
);

type Fields = { readonly [name: string]: unknown };

/**
 * The article that a script of JSON-LD describes: the first of an article's type, at the top, in a list or in `@graph`, in the
 * vocabulary of schema.org. A script that is no JSON, or too long, says nothing.
 * @see https://schema.org/Article
 */
export function readJsonLd(script: string): JsonLdArticle | null {
  if (script.length > MAX_JSON_LD_CHARACTERS) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(withoutMarks(script));
  } catch {
    return null;
  }
  const article = findArticleFields(parsed);
  if (article === null) return null;
  const name = textOf(article.name);
  const headline = textOf(article.headline);
  return {
    title: name ?? headline,
    alternativeTitle: name === undefined ? undefined : headline,
    byline: readAuthors(article.author),
    siteName: isFields(article.publisher) ? textOf(article.publisher.name) : undefined,
    date: textOf(article.datePublished),
  };
}

/** Without the marks of CDATA that pages in XML put around scripts. */
function withoutMarks(script: string): string {
  const text = script.trim();
  const start = text.startsWith('<![CDATA[') ? 9 : 0;
  return text.slice(start, text.endsWith(']]>') ? -3 : undefined);
}

function findArticleFields(parsed: unknown): Fields | null {
  if (Array.isArray(parsed)) {
    const found: unknown = parsed.find(isArticle);
    return isFields(found) && isOfSchemaOrg(found['@context']) ? found : null;
  }
  if (!isFields(parsed) || !isOfSchemaOrg(parsed['@context'])) return null;
  if (isArticle(parsed)) return parsed;
  const graph = parsed['@graph'];
  const found: unknown = Array.isArray(graph) ? graph.find(isArticle) : undefined;
  return isFields(found) ? found : null;
}

function isArticle(value: unknown): boolean {
  if (!isFields(value)) return false;
  const type = value['@type'];
  const types: unknown[] = Array.isArray(type) ? type : [type];
  return types.some((each) => typeof each === 'string' && ARTICLE_TYPES.has(each));
}

function isOfSchemaOrg(context: unknown): boolean {
  const name = isFields(context) ? context['@vocab'] : context;
  return typeof name === 'string' && /^https?:\/\/schema\.org\/?$/.test(name);
}

/** One author, or several with commas between them. */
function readAuthors(author: unknown): string | undefined {
  const authors: unknown[] = Array.isArray(author) ? author : [author];
  const names = authors.map((each) => (isFields(each) ? textOf(each.name) : undefined));
  const known = names.filter((name) => name !== undefined);
  return known.length === 0 ? undefined : known.join(', ');
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
