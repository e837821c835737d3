/** What can go wrong: one row for each code. Codes are frozen once released; how to mend may improve. `docs/errors.md` lists them too. */

/** One row of the catalogue. `exit` is the process exit code: 1 for a fault, 2 for a usage error. */
export interface ErrorEntry {
  readonly http: number;
  readonly exit: 1 | 2;
  /** When the same request may succeed: `never` unchanged, `later` by waiting. */
  readonly retry: 'never' | 'later';
  /** How to mend it: an imperative clause without a full stop. */
  readonly fix: string;
}

/** The caller can change something. */
function refusal(http: number, fix: string): ErrorEntry {
  return { http, exit: 2, retry: 'never', fix };
}

/** A file, a machine or a peer is not as it should be. */
function fault(http: number, fix: string): ErrorEntry {
  return { http, exit: 1, retry: 'never', fix };
}

/** Only waiting mends it. */
function wait(http: number, fix: string): ErrorEntry {
  return { http, exit: 1, retry: 'later', fix };
}

export const ERROR_CATALOGUE = {
  // requests
  INVALID_REQUEST: refusal(400, 'correct the fields named in facts'),
  QUERY_TOO_LONG: refusal(400, 'shorten the query to 8,192 bytes of UTF-8 or fewer'),
  UNSUPPORTED: refusal(400, 'use one of the supported values named in facts, or record what they name'),
  MODE_UNAVAILABLE: refusal(400, 'use mode bm25, or build the index with an encoder'),
  INDEX_NOT_FOUND: refusal(404, 'name one of the served indexes listed at /v1/indexes'),
  INDEX_ID_MISMATCH: refusal(409, 'serve the pinned index, or pin the id that is served'),
  PATTERN_INVALID: refusal(
    400,
    'correct the regular expression as facts say, or leave regexp out to look for the text itself',
  ),
  CURSOR_INVALID: refusal(400, 'repeat the grep without a cursor, or with one that this grep has answered'),
  DOCUMENT_NOT_FOUND: refusal(404, 'use an id or a URL that a search has returned'),
  SECTION_NOT_FOUND: refusal(404, 'name a heading of the document; a fetch with toc lists them'),
  ORIGINAL_NOT_FOUND: refusal(404, 'read its text, or index files or web archives with --originals'),
  NOT_FOUND: refusal(404, 'see /openapi.json for the routes of this server'),
  METHOD_NOT_ALLOWED: refusal(405, 'use a method that the route allows'),
  BODY_TOO_LARGE: refusal(
    413,
    'send no more than facts name, in chunks of more than a few bytes: 4 MiB, or 64 MiB of a trace',
  ),
  REQUEST_TIMEOUT: wait(408, 'send headers in 5 s and the whole request in 10 s'),
  UNSUPPORTED_MEDIA_TYPE: refusal(415, 'send application/json in UTF-8, not compressed'),
  EXPECTATION_FAILED: refusal(417, 'leave the Expect header out, or send 100-continue'),
  HEADERS_TOO_LARGE: refusal(431, 'send at most 16 KiB of headers'),
  URL_TOO_LONG: refusal(414, 'use POST for a long query'),
  RESPONSE_TOO_LARGE: refusal(400, 'ask for a smaller k, no snippet or text, or fewer documents'),
  UNAUTHORIZED: refusal(401, 'send Authorization: Bearer with the token of the server'),
  HOST_FORBIDDEN: refusal(403, 'start the server with --allow-host for this name'),
  ORIGIN_FORBIDDEN: refusal(403, 'start the server with --allow-origin for this origin'),
  ACTION_FORBIDDEN: refusal(
    403,
    'use the command that the message names; or serve without --read-only, and with --token-file where --allow-host lets others in',
  ),
  // service
  OVERLOADED: wait(503, 'repeat after the seconds in Retry-After, or add workers'),
  RATE_LIMITED: wait(429, 'repeat after the seconds in Retry-After; an experiment asked for this answer'),
  DRAINING: wait(503, 'send the request to another server; this one is stopping'),
  NOT_READY: wait(503, 'wait until /readyz says ready'),
  DEADLINE_EXCEEDED: wait(504, 'repeat it, shorten the query, or raise the deadline'),
  WORKER_FAILED: wait(503, 'repeat the request; the worker has been replaced'),
  PORT_TAKEN: wait(503, 'stop what listens there, or name another port; --port 0 takes a free one'),
  PORT_FORBIDDEN: refusal(403, 'name a port of 1024 or above; lower ones belong to root'),
  ADDRESS_UNAVAILABLE: refusal(400, 'name an address of this machine with --host, such as 127.0.0.1'),
  INTERNAL: fault(500, 'report it with the request id'),
  // running a command
  SANDBOX_UNREACHABLE: wait(
    503,
    'start stillweb serve there, wait until its /readyz says ready, and name its address and its token',
  ),
  COMMAND_NOT_RUN: refusal(400, 'name a program that exists and may be run, behind --'),
  // index directories
  INDEX_MISSING: fault(503, 'build one with stillweb index INPUT --out DIR'),
  INDEX_CORRUPT: fault(503, 'rebuild the index, or restore the file from a good copy'),
  INDEX_TOO_NEW: fault(503, 'use a newer stillweb, or rebuild the index with this one'),
  INDEX_TOO_OLD: fault(503, 'rebuild the index with this version'),
  ARCHIVE_INVALID: fault(
    400,
    'fetch the archive again and compare its hash; only what stillweb pack has written is unpacked',
  ),
  SOURCES_MISSING: fault(
    503,
    'build the collection anew from its inputs with stillweb index, or unpack the archive again',
  ),
  INDEX_LOCKED: wait(
    503,
    'wait for the other build, or stop it; where none runs any more, remove the file LOCK by hand',
  ),
  EXPERIMENT_INVALID: refusal(400, 'correct the member, or the line, that the message names'),
  TRACE_IN_USE: wait(503, 'name another file, or stop the server that writes to this one'),
  TRACE_MISS: refusal(
    404,
    'ask what was asked when the trace or the cache was made, or serve a trace with the directory of its index, which answers the rest: a cache has none',
  ),
  REPLAY_DIFFERS: fault(503, 'see which calls differ and why; the recorded index, named by --recorded, tells the most'),
  TRACE_INVALID: refusal(400, 'name a file that --trace has written, in this version or an earlier one'),
  OUTPUT_NOT_OURS: refusal(
    400,
    'name a folder that is absent, empty or an index directory, or move away what facts name',
  ),
  OUTPUT_UNUSABLE: refusal(400, 'name a folder that can be made and written to, with all its parts on one file system'),
  EXPORT_NOT_OURS: refusal(
    400,
    'name a folder that is absent, empty or made by an export, or move away what facts name',
  ),
  CHECK_FAILED: fault(503, 'rebuild the index; do not cite results from it'),
  ENCODER_DIFFERS: fault(
    503,
    'use the encoder that built the index; where the model of a reranker was changed, start again',
  ),
  ENCODER_MISSING: fault(
    503,
    'install what the message names, load the module that registers the kind of encoder named in facts, or say by --encoder-path, or in --reranker, where its files are',
  ),
  ENCODER_DAMAGED: fault(
    503,
    'restore the file named in facts, of the encoder or the cross-encoder: it is damaged, missing or of a kind that is not known; one of ours comes back with stillweb, and vectors of your own are to be made as the message says',
  ),
  ENCODER_INVALID: fault(
    503,
    'correct the module that registers the kind of encoder named in facts: what it describes is not as it must be',
  ),
  ENCODER_DEVICE_UNAVAILABLE: fault(
    503,
    'use --encoder-device portable or native, for a reranker ?device= behind its folder, or install what the device needs: cuda the libraries of CUDA 12 and cuDNN 9 on Linux, dml Windows, coreml macOS, webgpu a GPU with a driver for Vulkan, Metal or Direct3D 12',
  ),
  ENCODER_UNREACHABLE: wait(
    503,
    'start the server of embeddings, or name another by --encoder-path; what an --encoder-cache has needs none',
  ),
  ENCODER_ANSWER_INVALID: fault(
    503,
    'correct address, api= and model= of the encoder, the key in STILLWEB_ENCODER_KEY, or the server, as the message says',
  ),
  VECTOR_MISSING: refusal(
    400,
    'add the vectors named in facts to the file, or leave them out with missing=zeros; for a query use mode bm25',
  ),
  ENGINE_MISSING: fault(
    503,
    'run npm install hnswlib-node@3.0.0 && npm rebuild hnswlib-node --ignore-scripts=false (it needs a C++ compiler); for another engine, load the module that registers it',
  ),
  CLUSTER_CLIENT_MISSING: fault(503, 'run npm install @opensearch-project/opensearch@3.9.0, beside stillweb'),
  CLUSTER_UNREACHABLE: wait(
    503,
    'start the cluster, or correct the addresses of its nodes; name several with a comma between them',
  ),
  CLUSTER_REFUSED: fault(
    503,
    'correct what the message names: the account, the version of the cluster, its disk, or a limit of it',
  ),
  CLUSTER_INCOMPLETE: wait(503, 'repeat the request; the health of the cluster says which of its shards is gone'),
  CLUSTER_INDEX_INVALID: fault(
    503,
    'push the generation to the end with stillweb push DIR opensearch:URL/NAME, or delete the index named in facts first',
  ),
  GPU_UNAVAILABLE: fault(
    503,
    'run npm install webgpu@0.6.2 and install the driver of the GPU, or use --device auto or --device cpu',
  ),
  UNICODE_TOO_OLD: fault(503, 'use Node 20.19 or later with its own ICU'),
  STORAGE_FAILED: wait(503, 'mend the disk fault named in facts and repeat'),
  BUILD_THREAD_LOST: wait(
    503,
    'run the command again, on a machine with more memory or with fewer --threads; it goes on from what is finished',
  ),
  // collections
  INPUT_MISSING: refusal(400, 'name a file or a folder that exists and can be read'),
  INPUT_FORMAT_UNKNOWN: refusal(400, 'name the format of a file with --format, and a folder without one'),
  INPUT_EMPTY: refusal(400, 'give an input that holds at least one document'),
  INPUT_CHANGED: wait(
    400,
    'run the command again when nothing writes to the input: it goes on with what has not changed',
  ),
  INPUT_CORRUPT: fault(400, 'fetch the file again; it ends early or is damaged'),
  COMPRESSION_UNSUPPORTED: fault(
    400,
    'expand the file with the program that packed it, and give it as it is, or packed anew with gzip, bzip2 or zstd',
  ),
  INPUT_EXPANDS: fault(400, 'check what the file is; decompress it yourself if it is meant to be so dense'),
  LINE_TOO_LONG: fault(400, 'split the document, or skip it with --on-error skip'),
  LINE_NOT_JSON: fault(400, 'mend the line, or skip it with --on-error skip'),
  LINE_NOT_OBJECT: fault(400, 'write one JSON object a line, or use --on-error skip'),
  TABLE_ROW_UNEVEN: fault(400, 'give each row as many cells as the header has, or use --on-error skip'),
  TABLE_INVALID: fault(
    400,
    'write the file anew with a program that keeps to its format; what stands before the fault was read',
  ),
  TABLE_TOO_LARGE: fault(
    400,
    'write the table anew in smaller row groups or pages, and give the file itself, neither compressed nor as a stream',
  ),
  INVALID_UTF8: fault(400, 'convert the file to UTF-8, or use --on-error skip'),
  INVALID_TEXT: fault(400, 'remove NUL and lone surrogates, or use --on-error skip'),
  FIELD_MISSING: fault(400, 'name the field with --id-field or --text-field'),
  FIELD_INVALID: fault(400, 'mend the field named in facts, or use --on-error skip'),
  IMPACTS_INVALID: fault(
    400,
    'give each term once, of 1 to 255 characters, with a number of 0 or more, or use --on-error skip',
  ),
  CIFF_INVALID: fault(
    400,
    'write the file anew with a program that keeps to the Common Index File Format, and give it whole',
  ),
  DOCUMENT_EMPTY: fault(400, 'give the document a title or a text; it was left out'),
  DOCUMENT_DUPLICATE: fault(400, 'nothing; it was left out as asked'),
  DOCUMENT_LANGUAGE: fault(400, 'nothing; it was left out as asked'),
  DETECTOR_MISSING: fault(503, 'run npm install eld@2.1.0 beside stillweb, or leave --detect-language out'),
  DOCUMENT_TOO_LARGE: fault(400, 'split the document, or use --on-error skip'),
  DOCUMENT_UNREADABLE: fault(
    400,
    'mend the document, take its password away or simplify its nesting, or use --on-error skip',
  ),
  READER_MISSING: fault(
    503,
    'run npm install unpdf@1.7.0 for PDF and npm install mammoth@1.13.0 for DOCX, beside stillweb, or leave such files out with --on-error skip',
  ),
  RECORD_BROKEN: fault(400, 'fetch the archive or the cache again, or leave the record out with --on-error skip'),
  PAGE_TOO_SLOW: fault(400, 'split the page, or skip it with --on-error skip'),
  DOCUMENT_FATAL: fault(400, 'split the document, or mend the module that cannot take it, or use --on-error skip'),
  FILE_IRREGULAR: fault(400, 'put the file itself in its place, or use --on-error skip'),
  FOLDER_TOO_DEEP: fault(400, 'move the folder up, or use --on-error skip'),
  ENTRY_NAME_UNSAFE: fault(400, 'pack the files anew under paths that stay inside the archive, or use --on-error skip'),
  ARCHIVE_TOO_DEEP: fault(400, 'take the archive out of the others, or use --on-error skip'),
  ARCHIVE_TOO_LARGE: fault(400, 'split the archive, or give it as a file of its own on the disk'),
  DUPLICATE_ID: fault(400, 'give each document an id of its own, or use --on-error skip'),
  // recipes
  RECIPE_INVALID: refusal(400, 'mend the recipe as facts say; docs/collections/recipes.md has its members'),
  RECIPE_INPUT_DIFFERS: fault(
    400,
    'get the file that the recipe means, or mend its hash in the recipe where another file is meant',
  ),
  RECIPE_UNMET: fault(
    400,
    'compare settings, inputs and version with those of the recipe; the index that was built is in place',
  ),
  DOCUMENT_BLOCKED: fault(
    400,
    'nothing is to be mended: a line of --block keeps the document out; take the line away to have it',
  ),
  BLOCK_LIST_INVALID: refusal(400, 'write a host, a URL, id: and an id, or text: and a text on each line'),
  // evaluation and settings
  CANARY_WRONG: refusal(400, 'give the canary that the publisher of the file names, with --canary or STILLWEB_CANARY'),
  CONTAMINATION_FOUND: fault(
    400,
    'build the collection anew without what was found: --write-block writes the list for stillweb index --block',
  ),
  TOPICS_INVALID: refusal(400, 'give topics as BEIR JSON Lines, TSV or TREC'),
  EPISODES_INVALID: refusal(400, 'give episodes as JSON Lines with id, question and answers'),
  EPISODES_MISSING: refusal(404, 'start the server with --episodes FILE'),
  QRELS_INVALID: refusal(
    400,
    'give judgments as BEIR TSV or TREC qrels, of the topics and by the ids of documents that the index has',
  ),
  RUN_INVALID: refusal(400, 'give a run as six columns: topic Q0 document rank score tag'),
  SESSION_LOG_INVALID: refusal(
    400,
    'give a trace, a log of DeepResearchGym or paths of Wikispeedia, or say with --columns what the columns of the log are',
  ),
  ANSWERS_INVALID: refusal(400, 'give answers as JSON Lines with id and answer, of the questions of the other file'),
  AGENT_RUN_INVALID: refusal(
    400,
    'give runs of agents as BrowseComp-Plus has them: query_id, status, tool_call_counts, retrieved_docids, result',
  ),
  REPORTS_INVALID: refusal(
    400,
    'give a folder with ID.q and ID.a for each report, and one with ID_aggregated.json for the key points',
  ),
  JUDGE_UNREACHABLE: wait(503, 'start the judge, or name another by --judge; what a --judge-record has needs none'),
  JUDGE_ANSWER_INVALID: fault(
    503,
    'correct the address, --judge-model, the key in STILLWEB_JUDGE_KEY, or the judge, as the message says',
  ),
  JUDGE_UNRECORDED: refusal(
    400,
    'name the judge by --judge, or the record that was made of these very files and this version',
  ),
  JUDGE_RECORD_INVALID: refusal(
    400,
    'give the record as --judge-record wrote it; take out the line that the message names to have it asked again',
  ),
  WORKLOAD_INVALID: refusal(400, 'give a workload as stillweb bench --save-workload writes it'),
  SETTING_INVALID: refusal(400, 'see --help for the values that the setting takes'),
  // clients
  SERVER_UNREACHABLE: wait(503, 'start the server with stillweb serve, or give the client its address'),
  ANSWER_UNREADABLE: fault(
    502,
    'see that the address is that of a stillweb server, and what stands between it and the client',
  ),
} satisfies Record<string, ErrorEntry>;
