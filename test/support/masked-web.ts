/** A small web with chains of entities, each to be learnt from the page before it, and walks of sessions through all doors. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIndex } from '../../src/library/build-index.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A hidden thing: its page, its names, the page that tells of it. */
export interface Secret {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly documents: readonly string[];
  readonly unlockedBy: readonly string[];
}

export interface MaskedWeb {
  readonly directory: string;
  readonly masks: readonly { readonly mask: string; readonly entities: readonly Secret[] }[];
  readonly pages: readonly Page[];
}

export interface Page {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly text: string;
  readonly links: readonly string[];
}

/** @returns a whole number below `bound`, the same ones of the same seed */
export function randomOf(seed: number): (bound: number) => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return (bound) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((((state ^ (state >>> 13)) >>> 0) / 2 ** 32) * bound);
  };
}

const SYLLABLES = [
  'quor',
  'vex',
  'tan',
  'del',
  'mire',
  'zil',
  'bran',
  'dth',
  'öska',
  'wyn',
  'krel',
  'émo',
  'plov',
  'gurt',
];
const PLAIN =
  'harbour lantern bridge river winter market garden copper engine letter mountain window station silver orchard bell'.split(
    ' ',
  );

/** The forms in which a text may write a name. */
export function formsOf(name: string): string[] {
  const underscored = name.replaceAll(' ', '_');
  const upper = name.toUpperCase();
  return [
    name,
    upper,
    underscored,
    name.replaceAll(' ', '-'),
    name.replaceAll(' ', '\n'),
    encodeURIComponent(name),
    encodeURIComponent(underscored).toLowerCase(),
    `https://wiki.example/wiki/${encodeURIComponent(underscored)}`,
    `${name}’s`,
    `“${name}”`,
    name.replaceAll(' ', '').normalize('NFD'),
  ];
}

/** @param mask its number: each has names of its own */
function secretsOf(mask: number, random: (bound: number) => number): Secret[] {
  const word = (): string => {
    const letters = Array.from({ length: 3 }, () => SYLLABLES[random(SYLLABLES.length)]).join('');
    return letters[0].toUpperCase() + letters.slice(1) + String.fromCharCode(97 + mask);
  };
  const secrets: Secret[] = [];
  for (let i = 0; i < 4; i++) {
    const name = `${word()} ${word()}`;
    // Some pages are called by numbers, some by the names of what they are about.
    const id = i % 2 === 0 ? `p${mask}${i}` : name.replaceAll(' ', '_');
    const before = secrets[i - 1]?.documents[0] ?? `start${mask}`;
    secrets.push({ name, aliases: [word()], documents: [id], unlockedBy: [before] });
  }
  return secrets;
}

export async function buildMaskedWeb(seed: number): Promise<MaskedWeb> {
  const random = randomOf(seed);
  const masks = [0, 1, 2].map((mask) => ({ mask: `q${mask}`, entities: secretsOf(mask, random) }));
  const pages: Page[] = [];
  const words = (count: number): string => Array.from({ length: count }, () => PLAIN[random(PLAIN.length)]).join(' ');
  const urlOf = (title: string): string =>
    `https://wiki.example/wiki/${encodeURIComponent(title.replaceAll(' ', '_'))}`;
  const add = (id: string, title: string, told: readonly Secret[], links: readonly string[]): void => {
    const lines = [`${title} is a ${words(6)}.`];
    for (const secret of told) {
      for (const name of [secret.name, ...secret.aliases]) {
        const forms = formsOf(name);
        lines.push(`${words(4)} ${forms[random(forms.length)]} ${words(5)}, ${words(3)}.`);
      }
    }
    if (random(2) === 0) lines.push(`== ${told[0]?.name ?? 'History'} ==`, words(30));
    for (let i = lines.length - 1; i > 1; i--) {
      const j = 1 + random(i);
      [lines[i], lines[j]] = [lines[j], lines[i]];
    }
    pages.push({ id, url: urlOf(title), title, text: lines.join('\n'), links });
  };
  for (const [m, { entities }] of masks.entries()) {
    const [first] = entities;
    add(`start${m}`, `Question ${m}`, [first], [urlOf(first.name), urlOf(`Page ${m}`)]);
    for (const [i, secret] of entities.entries()) {
      const next = entities[i + 1];
      const leads = [urlOf(secret.name), ...(next === undefined ? [] : [urlOf(next.name)]), urlOf(`Page ${i}`)];
      add(secret.documents[0], secret.name, next === undefined ? [secret] : [secret, next], leads);
      add(`works${m}${i}`, `Works of ${secret.name}`, [secret], [urlOf(secret.name), urlOf(`Question ${m}`)]);
    }
  }
  for (let i = 0; i < 24; i++) {
    const told = Array.from({ length: random(3) }, () => masks[random(3)].entities[random(4)]);
    const linked = Array.from({ length: 3 }, () => pages[random(pages.length)].url);
    add(`page${i}`, `Page ${i}`, told, [...linked, ...told.map(({ name }) => urlOf(name))]);
  }
  // Copies, of which hits name each other.
  for (const [i, page] of pages.slice(0, 12).entries())
    pages.push({ ...page, id: `copy${i}`, url: `${page.url}?copy=1` });
  const folder = temporaryFolder();
  const lines = pages.map((page) =>
    JSON.stringify({ ...page, topic: page.text.split('\n')[1], about: { in: page.title } }),
  );
  writeFileSync(join(folder, 'web.jsonl'), `${lines.join('\n')}\n`);
  const directory = join(folder, 'web');
  await buildIndex({
    inputs: [join(folder, 'web.jsonl')],
    directory,
    name: 'web',
    encoder: 'none',
    threads: 1,
    typedFields: { topic: 'keyword' },
  });
  // Each copy is hidden with what it is a copy of.
  const copies = new Map(pages.slice(0, 12).map(({ id }, i) => [id, `copy${i}`]));
  const withCopies = masks.map(({ mask, entities }) => ({
    mask,
    entities: entities.map((entity) => ({
      ...entity,
      documents: entity.documents.flatMap((id) => [id, ...(copies.has(id) ? [copies.get(id) as string] : [])]),
    })),
  }));
  return { directory, masks: withCopies, pages };
}

/** A text without all that writers of a name may vary: what is left of the name is then one word. */
export function boil(text: string): string {
  let decoded = text.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  decoded = decoded.replaceAll(/\\[nrt"]/g, ' ');
  for (let i = 0; i < 3; i++) {
    decoded = decoded.replace(/(?:%[0-9a-f]{2})+/gi, (part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
  }
  return decoded
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
