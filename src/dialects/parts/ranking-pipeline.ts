/**
 * The language of RoutIR's pipelines, as far as it searches and fuses: `bm25%100`, `{bm25, dense}RRF%50`, branches inside branches.
 *
 *   sequence  = stage { ">>" stage }
 *   stage     = [ call ] "{" sequence { "," sequence } "}" call  |  call
 *   call      = name [ "[" alias "]" ] [ "%" limit ]
 */
import { StillwebError } from '../../errors.ts';

/** Longest pipeline, in UTF-16 code units: each brace is a level of the reader. */
const MAX_LENGTH = 1024;
/** Searches of one pipeline, which are made one behind the other. */
const MAX_SEARCHES = 16;

const TOKEN = /\s*(>>|[{},[\]%]|[A-Za-z][\w-]*|\d+|\S)/gy;
const NAME = /^[A-Za-z]/;

export interface Call {
  readonly name: string;
  /** By which parameters of the request mean it; its name where none is given. */
  readonly alias: string;
  readonly limit: number | null;
}

export type Pipeline =
  | { readonly kind: 'search'; readonly call: Call }
  | { readonly kind: 'fuse'; readonly branches: readonly Pipeline[]; readonly call: Call };

/** What `>>` and an expander would ask for. @throws UNSUPPORTED */
export type Refuse = (role: 'score' | 'decompose_query', name: string) => never;

/** @throws INVALID_REQUEST for what is no pipeline; what `refuse` throws */
export function parsePipeline(text: string, refuse: Refuse): Pipeline {
  if (text.length > MAX_LENGTH) throw invalid(`pipeline has ${text.length} characters; at most ${MAX_LENGTH} are read`);
  const reader = new PipelineReader(
    [...text.matchAll(TOKEN)].map(([, token]) => token),
    refuse,
  );
  const pipeline = reader.readSequence();
  reader.expectEnd();
  if (reader.searches > MAX_SEARCHES) {
    throw invalid(`pipeline searches ${reader.searches} times; at most ${MAX_SEARCHES} are made`);
  }
  return pipeline;
}

export function callsOf(pipeline: Pipeline): Call[] {
  return pipeline.kind === 'search' ? [pipeline.call] : [...pipeline.branches.flatMap(callsOf), pipeline.call];
}

class PipelineReader {
  searches = 0;
  readonly #tokens: readonly string[];
  readonly #refuse: Refuse;
  #next = 0;

  constructor(tokens: readonly string[], refuse: Refuse) {
    this.#tokens = tokens;
    this.#refuse = refuse;
  }

  readSequence(): Pipeline {
    const first = this.#readStage();
    if (this.#takes('>>')) return this.#refuse('score', this.#peek());
    return first;
  }

  expectEnd(): void {
    if (this.#next < this.#tokens.length) throw this.#unexpected();
  }

  #readStage(): Pipeline {
    if (this.#peek() === '{') return this.#readBranches();
    const call = this.#readCall();
    if (this.#peek() === '{') return this.#refuse('decompose_query', call.name);
    this.searches++;
    return { kind: 'search', call };
  }

  #readBranches(): Pipeline {
    this.#expect('{');
    const branches = [this.readSequence()];
    while (this.#takes(',')) branches.push(this.readSequence());
    this.#expect('}');
    return { kind: 'fuse', branches, call: this.#readCall() };
  }

  #readCall(): Call {
    const name = this.#readName();
    let alias = name;
    if (this.#takes('[')) {
      alias = this.#readName();
      this.#expect(']');
    }
    return { name, alias, limit: this.#takes('%') ? this.#readLimit() : null };
  }

  #readName(): string {
    const name = this.#peek();
    if (!NAME.test(name)) throw this.#unexpected();
    this.#next++;
    return name;
  }

  #readLimit(): number {
    const digits = this.#peek();
    if (!/^\d+$/.test(digits)) throw this.#unexpected();
    this.#next++;
    return Math.max(1, Number(digits));
  }

  #takes(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#next++;
    return true;
  }

  #expect(token: string): void {
    if (!this.#takes(token)) throw this.#unexpected();
  }

  /** Empty at the end. */
  #peek(): string {
    return this.#tokens[this.#next] ?? '';
  }

  #unexpected(): StillwebError {
    const token = this.#peek();
    return invalid(
      token === '' ? 'pipeline ends too early' : `pipeline has ${token.slice(0, 32)} where it cannot stand`,
    );
  }
}

function invalid(message: string): StillwebError {
  return new StillwebError('INVALID_REQUEST', message, { field: 'pipeline' });
}
