/** How servers of embeddings are asked: three APIs, which most of them speak. */

export interface EmbeddingApi {
  readonly name: 'openai' | 'tei' | 'ollama';
  /** Whether a request names its model; else the server has one. */
  readonly needsModel: boolean;
  /** The body of a request, as JSON. */
  ask(texts: readonly string[], model: string | undefined): unknown;
  /**
   * The vectors of an answer, in the order of the texts. Nothing of them is checked.
   *
   * @returns null where it is none
   */
  read(answer: unknown): readonly unknown[] | null;
}

const OPENAI: EmbeddingApi = {
  name: 'openai',
  needsModel: true,
  ask: (texts, model) => ({ model, input: texts, encoding_format: 'float' }),
  read: (answer) => {
    const data = memberOf(answer, 'data');
    if (!Array.isArray(data)) return null;
    const vectors = new Array<unknown>(data.length);
    for (const each of data) {
      const index = memberOf(each, 'index');
      if (!Number.isInteger(index) || !((index as number) >= 0 && (index as number) < data.length)) return null;
      if (vectors[index as number] !== undefined) return null;
      vectors[index as number] = memberOf(each, 'embedding') ?? null;
    }
    return vectors;
  },
};

const TEI: EmbeddingApi = {
  name: 'tei',
  needsModel: false,
  ask: (texts) => ({ inputs: texts, normalize: true, truncate: true }),
  read: (answer) => (Array.isArray(answer) ? answer : null),
};

const OLLAMA: EmbeddingApi = {
  name: 'ollama',
  needsModel: true,
  ask: (texts, model) => ({ model, input: texts, truncate: true }),
  read: (answer) => {
    const vectors = memberOf(answer, 'embeddings');
    return Array.isArray(vectors) ? vectors : null;
  },
};

export const EMBEDDING_APIS: readonly EmbeddingApi[] = [OPENAI, TEI, OLLAMA];

/** The API that an address is known for; undefined where its path tells none. */
export function apiOfPath(path: string): EmbeddingApi | undefined {
  if (/\/embeddings\/?$/.test(path)) return OPENAI;
  if (/\/api\/embed\/?$/.test(path)) return OLLAMA;
  return /\/embed\/?$/.test(path) ? TEI : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
