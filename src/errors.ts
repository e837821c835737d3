/**
 * The error catalogue, and the one error class.
 *
 * Three kinds of failure, never mixed: refusals (the caller can change something: 4xx), faults (we, the disk or a peer:
 * 5xx) and bugs (plain `TypeError` or `Error`, never caught, answered as 500 with a request id only). Codes are frozen
 * once released; messages may improve. `docs/errors.md` lists every code and a test compares the two both ways.
 */

/** One row of the catalogue. `exit` is the process exit code: 1 for a fault, 2 for a usage error. */
export interface ErrorEntry {
  readonly http: number;
  readonly exit: 1 | 2;
  /** When the same request may succeed: `never` unchanged, `later` by waiting. */
  readonly retry: 'never' | 'later';
  /** How to mend it: an imperative clause without a full stop. */
  readonly fix: string;
}

export const ERROR_CATALOGUE = {
  // requests
  INVALID_REQUEST: { http: 400, exit: 2, retry: 'never', fix: 'correct the fields named in facts' },
  QUERY_TOO_LONG: { http: 400, exit: 2, retry: 'never', fix: 'shorten the query to 8,192 bytes of UTF-8 or fewer' },
  UNSUPPORTED: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'use one of the supported values named in facts, or record what they name',
  },
  MODE_UNAVAILABLE: { http: 400, exit: 2, retry: 'never', fix: 'use mode bm25, or build the index with an encoder' },
  INDEX_NOT_FOUND: { http: 404, exit: 2, retry: 'never', fix: 'name one of the served indexes listed at /v1/indexes' },
  INDEX_ID_MISMATCH: {
    http: 409,
    exit: 2,
    retry: 'never',
    fix: 'serve the pinned index, or pin the id that is served',
  },
  PATTERN_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'correct the regular expression as facts say, or leave regexp out to look for the text itself',
  },
  CURSOR_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'repeat the grep without a cursor, or with one that this grep has answered',
  },
  DOCUMENT_NOT_FOUND: { http: 404, exit: 2, retry: 'never', fix: 'use an id or a URL that a search has returned' },
  SECTION_NOT_FOUND: {
    http: 404,
    exit: 2,
    retry: 'never',
    fix: 'name a heading of the document; a fetch with toc lists them',
  },
  ORIGINAL_NOT_FOUND: {
    http: 404,
    exit: 2,
    retry: 'never',
    fix: 'read its text, or index files or web archives with --originals',
  },
  NOT_FOUND: { http: 404, exit: 2, retry: 'never', fix: 'see /openapi.json for the routes of this server' },
  METHOD_NOT_ALLOWED: { http: 405, exit: 2, retry: 'never', fix: 'use a method that the route allows' },
  BODY_TOO_LARGE: {
    http: 413,
    exit: 2,
    retry: 'never',
    fix: 'send no more than facts name, in chunks of more than a few bytes: 4 MiB, or 64 MiB of a trace',
  },
  REQUEST_TIMEOUT: { http: 408, exit: 1, retry: 'later', fix: 'send headers in 5 s and the whole request in 10 s' },
  UNSUPPORTED_MEDIA_TYPE: { http: 415, exit: 2, retry: 'never', fix: 'send application/json in UTF-8, not compressed' },
  EXPECTATION_FAILED: { http: 417, exit: 2, retry: 'never', fix: 'leave the Expect header out, or send 100-continue' },
  HEADERS_TOO_LARGE: { http: 431, exit: 2, retry: 'never', fix: 'send at most 16 KiB of headers' },
  URL_TOO_LONG: { http: 414, exit: 2, retry: 'never', fix: 'use POST for a long query' },
  RESPONSE_TOO_LARGE: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'ask for a smaller k, no snippet or text, or fewer documents',
  },
  UNAUTHORIZED: { http: 401, exit: 2, retry: 'never', fix: 'send Authorization: Bearer with the token of the server' },
  HOST_FORBIDDEN: { http: 403, exit: 2, retry: 'never', fix: 'start the server with --allow-host for this name' },
  ORIGIN_FORBIDDEN: { http: 403, exit: 2, retry: 'never', fix: 'start the server with --allow-origin for this origin' },
  ACTION_FORBIDDEN: {
    http: 403,
    exit: 2,
    retry: 'never',
    fix: 'use the command that the message names; or serve without --read-only, and with --token-file where --allow-host lets others in',
  },
  // service
  OVERLOADED: { http: 503, exit: 1, retry: 'later', fix: 'repeat after the seconds in Retry-After, or add workers' },
  RATE_LIMITED: {
    http: 429,
    exit: 1,
    retry: 'later',
    fix: 'repeat after the seconds in Retry-After; an experiment asked for this answer',
  },
  DRAINING: { http: 503, exit: 1, retry: 'later', fix: 'send the request to another server; this one is stopping' },
  NOT_READY: { http: 503, exit: 1, retry: 'later', fix: 'wait until /readyz says ready' },
  DEADLINE_EXCEEDED: { http: 504, exit: 1, retry: 'later', fix: 'repeat it, shorten the query, or raise the deadline' },
  WORKER_FAILED: { http: 503, exit: 1, retry: 'later', fix: 'repeat the request; the worker has been replaced' },
  PORT_TAKEN: {
    http: 503,
    exit: 1,
    retry: 'later',
    fix: 'stop what listens there, or name another port; --port 0 takes a free one',
  },
  PORT_FORBIDDEN: {
    http: 403,
    exit: 2,
    retry: 'never',
    fix: 'name a port of 1024 or above; lower ones belong to root',
  },
  ADDRESS_UNAVAILABLE: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'name an address of this machine with --host, such as 127.0.0.1',
  },
  INTERNAL: { http: 500, exit: 1, retry: 'never', fix: 'report it with the request id' },
  // running a command
  SANDBOX_UNREACHABLE: {
    http: 503,
    exit: 1,
    retry: 'later',
    fix: 'start stillweb serve there, wait until its /readyz says ready, and name its address and its token',
  },
  COMMAND_NOT_RUN: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'name a program that exists and may be run, behind --',
  },
  // index directories
  INDEX_MISSING: { http: 503, exit: 1, retry: 'never', fix: 'build one with stillweb index INPUT --out DIR' },
  INDEX_CORRUPT: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'rebuild the index, or restore the file from a good copy',
  },
  INDEX_TOO_NEW: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'use a newer stillweb, or rebuild the index with this one',
  },
  INDEX_TOO_OLD: { http: 503, exit: 1, retry: 'never', fix: 'rebuild the index with this version' },
  ARCHIVE_INVALID: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'fetch the archive again and compare its hash; only what stillweb pack has written is unpacked',
  },
  SOURCES_MISSING: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'build the collection anew from its inputs with stillweb index, or unpack the archive again',
  },
  INDEX_LOCKED: {
    http: 503,
    exit: 1,
    retry: 'later',
    fix: 'wait for the other build, or stop it; where none runs any more, remove the file LOCK by hand',
  },
  EXPERIMENT_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'correct the member, or the line, that the message names',
  },
  TRACE_IN_USE: {
    http: 503,
    exit: 1,
    retry: 'later',
    fix: 'name another file, or stop the server that writes to this one',
  },
  TRACE_MISS: {
    http: 404,
    exit: 2,
    retry: 'never',
    fix: 'ask what was asked when the trace or the cache was made, or serve a trace with the directory of its index, which answers the rest: a cache has none',
  },
  REPLAY_DIFFERS: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'see which calls differ and why; name the recorded index by --recorded to be told by which leg',
  },
  TRACE_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'name a file that --trace has written, in this version or an earlier one, or a cache of queries',
  },
  OUTPUT_NOT_OURS: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'name a folder that is absent, empty or an index directory, or move away what facts name',
  },
  OUTPUT_UNUSABLE: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'name a folder that can be made and written to, with all its parts on one file system',
  },
  EXPORT_NOT_OURS: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'name a folder that is absent, empty or made by an export, or move away what facts name',
  },
  CHECK_FAILED: { http: 503, exit: 1, retry: 'never', fix: 'rebuild the index; do not cite results from it' },
  ENCODER_DIFFERS: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'use the encoder that built the index; where the model of a reranker was changed, start again',
  },
  ENCODER_MISSING: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'install what the message names, load the module that registers the kind of encoder named in facts, or say by --encoder-path, or in --reranker, where its files are',
  },
  ENCODER_DAMAGED: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'restore the file named in facts, of the encoder or the cross-encoder: it is damaged, missing or of a kind that is not known; one of ours comes back with stillweb, and vectors of your own are to be made as the message says',
  },
  ENCODER_INVALID: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'correct the module that registers the kind of encoder named in facts: what it describes is not as it must be',
  },
  ENCODER_DEVICE_UNAVAILABLE: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'use --encoder-device portable or native, for a reranker ?device= behind its folder, or install what the device needs: cuda the libraries of CUDA 12 and cuDNN 9 on Linux, dml Windows, coreml macOS, webgpu a GPU with a driver for Vulkan, Metal or Direct3D 12',
  },
  ENCODER_UNREACHABLE: {
    http: 503,
    exit: 1,
    retry: 'later',
    fix: 'start the server of embeddings, or name another by --encoder-path; what an --encoder-cache has needs none',
  },
  ENCODER_ANSWER_INVALID: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'correct address, api= and model= of the encoder, the key in STILLWEB_ENCODER_KEY, or the server, as the message says',
  },
  VECTOR_MISSING: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'add the vectors named in facts to the file, or leave them out with missing=zeros; for a query use mode bm25',
  },
  ENGINE_MISSING: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'run npm install hnswlib-node@3.0.0 && npm rebuild hnswlib-node --ignore-scripts=false (it needs a C++ compiler); for another engine, load the module that registers it',
  },
  CLUSTER_CLIENT_MISSING: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'run npm install @opensearch-project/opensearch@3.9.0, beside stillweb',
  },
  CLUSTER_UNREACHABLE: {
    http: 503,
    exit: 1,
    retry: 'later',
    fix: 'start the cluster, or correct the addresses of its nodes; name several with a comma between them',
  },
  CLUSTER_REFUSED: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'correct what the message names: the account, the version of the cluster, its disk, or a limit of it',
  },
  CLUSTER_INCOMPLETE: {
    http: 503,
    exit: 1,
    retry: 'later',
    fix: 'repeat the request; the health of the cluster says which of its shards is gone',
  },
  CLUSTER_INDEX_INVALID: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'push the generation to the end with stillweb push DIR opensearch:URL/NAME, or delete the index named in facts first',
  },
  GPU_UNAVAILABLE: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'run npm install webgpu@0.6.2 and install the driver of the GPU, or use --device auto or --device cpu',
  },
  UNICODE_TOO_OLD: { http: 503, exit: 1, retry: 'never', fix: 'use Node 20.19 or later with its own ICU' },
  STORAGE_FAILED: { http: 503, exit: 1, retry: 'later', fix: 'mend the disk fault named in facts and repeat' },
  BUILD_THREAD_LOST: {
    http: 503,
    exit: 1,
    retry: 'later',
    fix: 'run the command again, on a machine with more memory or with fewer --threads; it goes on from what is finished',
  },
  // collections
  INPUT_MISSING: { http: 400, exit: 2, retry: 'never', fix: 'name a file or a folder that exists and can be read' },
  INPUT_FORMAT_UNKNOWN: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'name the format of a file with --format, and a folder without one',
  },
  INPUT_EMPTY: { http: 400, exit: 2, retry: 'never', fix: 'give an input that holds at least one document' },
  INPUT_CHANGED: {
    http: 400,
    exit: 1,
    retry: 'later',
    fix: 'run the command again when nothing writes to the input: it goes on with what has not changed',
  },
  INPUT_CORRUPT: { http: 400, exit: 1, retry: 'never', fix: 'fetch the file again; it ends early or is damaged' },
  COMPRESSION_UNSUPPORTED: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'expand the file with the program that packed it, and give it as it is, or packed anew with gzip, bzip2 or zstd',
  },
  INPUT_EXPANDS: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'check what the file is; decompress it yourself if it is meant to be so dense',
  },
  LINE_TOO_LONG: { http: 400, exit: 1, retry: 'never', fix: 'split the document, or skip it with --on-error skip' },
  LINE_NOT_JSON: { http: 400, exit: 1, retry: 'never', fix: 'mend the line, or skip it with --on-error skip' },
  LINE_NOT_OBJECT: { http: 400, exit: 1, retry: 'never', fix: 'write one JSON object a line, or use --on-error skip' },
  TABLE_ROW_UNEVEN: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'give each row as many cells as the header has, or use --on-error skip',
  },
  TABLE_INVALID: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'write the file anew with a program that keeps to its format; what stands before the fault was read',
  },
  TABLE_TOO_LARGE: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'write the table anew in smaller row groups or pages, and give the file itself, neither compressed nor as a stream',
  },
  INVALID_UTF8: { http: 400, exit: 1, retry: 'never', fix: 'convert the file to UTF-8, or use --on-error skip' },
  INVALID_TEXT: { http: 400, exit: 1, retry: 'never', fix: 'remove NUL and lone surrogates, or use --on-error skip' },
  FIELD_MISSING: { http: 400, exit: 1, retry: 'never', fix: 'name the field with --id-field or --text-field' },
  FIELD_INVALID: { http: 400, exit: 1, retry: 'never', fix: 'mend the field named in facts, or use --on-error skip' },
  IMPACTS_INVALID: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'give each term once, of 1 to 255 characters, with a number of 0 or more, or use --on-error skip',
  },
  CIFF_INVALID: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'write the file anew with a program that keeps to the Common Index File Format, and give it whole',
  },
  DOCUMENT_EMPTY: { http: 400, exit: 1, retry: 'never', fix: 'give the document a title or a text; it was left out' },
  DOCUMENT_DUPLICATE: { http: 400, exit: 1, retry: 'never', fix: 'nothing; it was left out as asked' },
  DOCUMENT_LANGUAGE: { http: 400, exit: 1, retry: 'never', fix: 'nothing; it was left out as asked' },
  DETECTOR_MISSING: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'run npm install eld@2.1.0 beside stillweb, or leave --detect-language out',
  },
  DOCUMENT_TOO_LARGE: { http: 400, exit: 1, retry: 'never', fix: 'split the document, or use --on-error skip' },
  DOCUMENT_UNREADABLE: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'mend the document, take its password away or simplify its nesting, or use --on-error skip',
  },
  READER_MISSING: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'run npm install unpdf@1.7.0 for PDF and npm install mammoth@1.13.0 for DOCX, beside stillweb, or leave such files out with --on-error skip',
  },
  RECORD_BROKEN: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'fetch the archive or the cache again, or leave the record out with --on-error skip',
  },
  PAGE_TOO_SLOW: { http: 400, exit: 1, retry: 'never', fix: 'split the page, or skip it with --on-error skip' },
  DOCUMENT_FATAL: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'split the document, or mend the module that cannot take it, or use --on-error skip',
  },
  FILE_IRREGULAR: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'put the file itself in its place, or use --on-error skip',
  },
  FOLDER_TOO_DEEP: { http: 400, exit: 1, retry: 'never', fix: 'move the folder up, or use --on-error skip' },
  ENTRY_NAME_UNSAFE: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'pack the files anew under paths that stay inside the archive, or use --on-error skip',
  },
  ARCHIVE_TOO_DEEP: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'take the archive out of the others, or use --on-error skip',
  },
  ARCHIVE_TOO_LARGE: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'split the archive, or give it as a file of its own on the disk',
  },
  DUPLICATE_ID: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'give each document an id of its own, or use --on-error skip',
  },
  // recipes
  RECIPE_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'mend the recipe as facts say; docs/collections/recipes.md has its members',
  },
  RECIPE_INPUT_DIFFERS: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'get the file that the recipe means, or mend its hash in the recipe where another file is meant',
  },
  RECIPE_UNMET: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'compare settings, inputs and version with those of the recipe; the index that was built is in place',
  },
  DOCUMENT_BLOCKED: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'nothing is to be mended: a line of --block keeps the document out; take the line away to have it',
  },
  BLOCK_LIST_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'write a host, a URL, id: and an id, or text: and a text on each line',
  },
  // evaluation and settings
  CANARY_WRONG: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'give the canary that the publisher of the file names, with --canary or STILLWEB_CANARY',
  },
  CONTAMINATION_FOUND: {
    http: 400,
    exit: 1,
    retry: 'never',
    fix: 'build the collection anew without what was found: --write-block writes the list for stillweb index --block',
  },
  TOPICS_INVALID: { http: 400, exit: 2, retry: 'never', fix: 'give topics as BEIR JSON Lines, TSV or TREC' },
  EPISODES_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'give episodes as JSON Lines with id, question and answers',
  },
  EPISODES_MISSING: { http: 404, exit: 2, retry: 'never', fix: 'start the server with --episodes FILE' },
  QRELS_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'give judgments as BEIR TSV or TREC qrels, of the topics and by the ids of documents that the index has',
  },
  RUN_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'give a run as six columns: topic Q0 document rank score tag',
  },
  SESSION_LOG_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'give a trace, a log of DeepResearchGym or paths of Wikispeedia, or say with --columns what the columns of the log are',
  },
  ANSWERS_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'give answers as JSON Lines with id and answer, of the questions of the other file',
  },
  AGENT_RUN_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'give runs of agents as BrowseComp-Plus has them: query_id, status, tool_call_counts, retrieved_docids, result',
  },
  REPORTS_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'give a folder with ID.q and ID.a for each report, and one with ID_aggregated.json for the key points',
  },
  JUDGE_UNREACHABLE: {
    http: 503,
    exit: 1,
    retry: 'later',
    fix: 'start the judge, or name another by --judge; what a --judge-record has needs none',
  },
  JUDGE_ANSWER_INVALID: {
    http: 503,
    exit: 1,
    retry: 'never',
    fix: 'correct the address, --judge-model, the key in STILLWEB_JUDGE_KEY, or the judge, as the message says',
  },
  JUDGE_UNRECORDED: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'name the judge by --judge, or the record that was made of these very files and this version',
  },
  JUDGE_RECORD_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'give the record as --judge-record wrote it; take out the line that the message names to have it asked again',
  },
  WORKLOAD_INVALID: {
    http: 400,
    exit: 2,
    retry: 'never',
    fix: 'give a workload as stillweb bench --save-workload writes it',
  },
  SETTING_INVALID: { http: 400, exit: 2, retry: 'never', fix: 'see --help for the values that the setting takes' },
  // clients
  SERVER_UNREACHABLE: {
    http: 503,
    exit: 1,
    retry: 'later',
    fix: 'start the server with stillweb serve, or give the client its address',
  },
  ANSWER_UNREADABLE: {
    http: 502,
    exit: 1,
    retry: 'never',
    fix: 'see that the address is that of a stillweb server, and what stands between it and the client',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
export type ErrorFacts = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>;

/** A refusal or a fault from the catalogue. `facts` is data for programs; `message` is a sentence for people. */
export class StillwebError extends Error {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StillwebError';
    this.code = code;
    this.facts = facts;
  }

  get entry(): ErrorEntry {
    return ERROR_CATALOGUE[this.code];
  }
}

/** One line for a terminal: what happened, the facts where the mend points at them, and how to mend it. */
export function describeError(error: StillwebError): string {
  const { fix } = error.entry;
  const facts = fix.includes('in facts') ? describeFacts(error) : '';
  return `${error.code}: ${error.message}${facts}. To mend it: ${fix}.`;
}

/** `(field: k, expected: an integer)`: what the message does not say already. */
function describeFacts({ facts, message }: StillwebError): string {
  const shown = Object.entries(facts)
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)])
    .filter(([, value]) => value.length < 4 || !message.includes(value));
  return shown.length === 0 ? '' : ` (${shown.map((fact) => fact.join(': ')).join('; ')})`;
}
