/** A page of Markdown as markup. What is HTML in it stays text, and no link leads anywhere that its caller does not allow. */
import createMarkdownIt, { type Token } from 'markdown-it';
import { headingAnchors } from './heading-anchors.ts';
import { type Html, html, NOTHING } from './html.ts';
import { copyButton } from './page-frame.ts';

export interface MarkdownPage {
  /** Of the first heading; empty where there is none. */
  readonly title: string;
  /** The headings of the second level. */
  readonly sections: readonly { readonly anchor: string; readonly text: string }[];
  /** In their order, as they are written. */
  readonly links: readonly { readonly target: string; readonly text: string }[];
  readonly body: Html;
}

/** @returns the address that a link gets, or null where its text stands alone */
export type LinkResolver = (target: string) => string | null;

const PARSER = createMarkdownIt({ html: false });
const SHELLS = new Set(['sh', 'bash']);

export function renderMarkdown(source: string, resolveLink: LinkResolver): MarkdownPage {
  const tokens = PARSER.parse(source, {});
  const headings = tokens.flatMap(({ type, tag }, i) =>
    type === 'heading_open' ? [{ token: tokens[i], level: Number(tag.slice(1)), text: wordsOf(tokens[i + 1]) }] : [],
  );
  const names = headingAnchors(headings.map(({ text }) => text));
  const anchors = new Map(headings.map(({ token }, i) => [token, names[i]]));
  return {
    title: headings.find(({ level }) => level === 1)?.text ?? '',
    sections: headings.flatMap(({ level, text }, i) => (level === 2 ? [{ anchor: names[i], text }] : [])),
    links: tokens.flatMap(({ children }) => linksOf(children ?? [])),
    body: html`${new Renderer(anchors, resolveLink).render(tokens)}`,
  };
}

/** The words of an inline token, without what marks them. */
function wordsOf({ children }: Token): string {
  return (children ?? []).map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('');
}

function linksOf(tokens: readonly Token[]): { target: string; text: string }[] {
  return tokens.flatMap((token, i) => {
    if (token.type !== 'link_open') return [];
    const end = tokens.findIndex(({ type }, j) => j > i && type === 'link_close');
    const text = tokens.slice(i, end).map(({ content }) => content);
    return [{ target: String(token.attrGet('href') ?? ''), text: text.join('') }];
  });
}

class Renderer {
  readonly #anchors: ReadonlyMap<Token, string>;
  readonly #resolveLink: LinkResolver;
  #tables = 0;
  #listings = 0;

  constructor(anchors: ReadonlyMap<Token, string>, resolveLink: LinkResolver) {
    this.#anchors = anchors;
    this.#resolveLink = resolveLink;
  }

  /** Tokens come as a list in which each opening has its closing: what stands between is its inside. */
  render(tokens: readonly Token[]): Html[] {
    const open: { readonly token: Token; readonly inside: Html[] }[] = [];
    const whole: Html[] = [];
    for (const token of tokens) {
      const inside = open.at(-1)?.inside ?? whole;
      if (token.nesting === 1) open.push({ token, inside: [] });
      else if (token.nesting === 0) inside.push(this.#leaf(token));
      else {
        const closed = open.pop()!;
        (open.at(-1)?.inside ?? whole).push(this.#wrap(closed.token, closed.inside));
      }
    }
    return whole;
  }

  #wrap(token: Token, inside: readonly Html[]): Html {
    switch (token.type) {
      case 'paragraph_open':
        return token.hidden ? html`${inside}` : html`<p>${inside}</p>\n`;
      case 'heading_open':
        return heading(token.tag, this.#anchors.get(token) ?? '', inside);
      case 'bullet_list_open':
        return html`<ul>${inside}</ul>\n`;
      case 'ordered_list_open':
        return html`<ol start="${token.attrGet('start') ?? 1}">${inside}</ol>\n`;
      case 'list_item_open':
        return html`<li>${inside}</li>\n`;
      case 'blockquote_open':
        return html`<blockquote>${inside}</blockquote>\n`;
      case 'table_open':
        return html`<div class="wrap" tabindex="0" role="region" aria-label="Table ${++this.#tables}"><table>${inside}</table></div>\n`;
      case 'thead_open':
        return html`<thead>${inside}</thead>`;
      case 'tbody_open':
        return html`<tbody>${inside}</tbody>`;
      case 'tr_open':
        return html`<tr>${inside}</tr>\n`;
      case 'th_open':
        return html`<th scope="col">${inside}</th>`;
      case 'td_open':
        return html`<td>${inside}</td>`;
      case 'strong_open':
        return html`<strong>${inside}</strong>`;
      case 'em_open':
        return html`<em>${inside}</em>`;
      case 's_open':
        return html`<s>${inside}</s>`;
      case 'link_open':
        return this.#link(token, inside);
      default:
        return html`${inside}`;
    }
  }

  #link(token: Token, inside: readonly Html[]): Html {
    const address = this.#resolveLink(String(token.attrGet('href') ?? ''));
    return address === null ? html`${inside}` : html`<a href="${address}">${inside}</a>`;
  }

  #leaf(token: Token): Html {
    switch (token.type) {
      case 'inline':
        return html`${this.render(token.children ?? [])}`;
      case 'softbreak':
        return html`\n`;
      case 'hardbreak':
        return html`<br>`;
      case 'code_inline':
        return html`<code>${token.content}</code>`;
      case 'fence':
      case 'code_block':
        return this.#listing(token);
      case 'hr':
        return html`<hr>`;
      default:
        // Text, the words of an image, and whatever else has content.
        return html`${token.content}`;
    }
  }

  #listing({ info, content }: Token): Html {
    const name = `Listing ${++this.#listings}`;
    const isShell = SHELLS.has(info.trim().split(/\s+/)[0]);
    return html`<pre tabindex="0" aria-label="${name}"><code>${content}</code></pre>${
      isShell ? html`<p class="try">${copyButton(content, `Copy ${name}`)}</p>` : NOTHING
    }\n`;
  }
}

/** No template takes the name of a tag. */
function heading(tag: string, anchor: string, inside: readonly Html[]): Html {
  switch (tag) {
    case 'h1':
      return html`<h1 id="${anchor}">${inside}</h1>\n`;
    case 'h2':
      return html`<h2 id="${anchor}">${inside}</h2>\n`;
    case 'h3':
      return html`<h3 id="${anchor}">${inside}</h3>\n`;
    default:
      return html`<h4 id="${anchor}">${inside}</h4>\n`;
  }
}
