/** Every bound in the system: unit in the name, value, reason. test/unit/house/limits.test.ts says which no test tries. */

// requests
/** A longer text is a document, not a query. Counted in UTF-8. */
export const MAX_QUERY_BYTES = 8192;
/** Queries of one batch request. */
export const MAX_BATCH_QUERIES = 256;
/** Indexes that one search asks: each is a search of its own. */
export const MAX_JOINT_INDEXES = 16;
/** Deepest hit that paging reaches: offset + k. */
export const MAX_DEPTH = 10_000;
/** Hits of one page: all that paging reaches, because studies rerank some thousand. MAX_RESPONSE_BYTES bounds the answer. */
export const MAX_K = MAX_DEPTH;
/** Hits that a request may have reranked: as deep as studies of ranking by links go. */
export const MAX_RERANK_DEPTH = 2_560;
/** Of them by a model: each is a run of it, or vectors that are read from disk. */
export const MAX_MODEL_RERANK_DEPTH = 1_000;
/** A batch of 256 queries of 8 KiB is 2 MiB; JSON escapes may double it. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Pieces in which a body arrives: each chunk is one, however short, and takes the thread that speaks HTTP twenty microseconds. */
export const MAX_BODY_PIECES = 16_384;
/** Nesting of a body: its own fields need three levels; parsing deep ones is slow. */
export const MAX_BODY_DEPTH = 32;
/** Members and items of a body, found by its commas, colons and opening brackets: full lists of a filter are a third. */
export const MAX_BODY_VALUES = 16_384;
/** Characters of a number in a body: the longest that a double is written with has twenty-four. */
export const MAX_BODY_WORD_BYTES = 1024;
/**
 * Edits of the unknown words of a query that are tried: a word of L letters has 54 L + 25, and its stem as many again; what is
 * left without an ending is looked for on the same way. A dozen words. A shard takes at most two look-ups an edit, and mostly
 * one for four edits; a dozen words take about a millisecond.
 */
export const MAX_CORRECTION_EDITS = 8192;
/** A longer pattern is a text, not something to look for. Counted in UTF-8. */
export const MAX_GREP_PATTERN_BYTES = 1024;
/** Instructions of a regular expression: each may be tried at each character. */
export const MAX_GREP_PROGRAM = 2000;
/** Matches of one page. */
export const MAX_GREP_MATCHES = 1000;
/** Lines shown on each side of a match. */
export const MAX_GREP_LINES_AROUND = 10;
/** Code units shown of one line: some paragraphs are a line. */
export const MAX_GREP_LINE_CHARACTERS = 1000;
/** Code units that a page gathers before it ends: with JSON escapes well below MAX_RESPONSE_BYTES. */
export const MAX_GREP_PAGE_CHARACTERS = 1024 * 1024;
/**
 * Work of one page, in steps: a byte that is looked through for a text is one, a character that an automaton reads is several
 * (`src/grep/steps.ts`). A page ends behind the document or the match at which it has been done. Measured over articles of Wikipedia, in
 * time of a CPU of two busy cores: 80 ms for texts, 0.8 s for whole words of one common letter, some tenths of a second for most
 * expressions, and two seconds for the most hostile ones.
 */
export const MAX_GREP_STEPS = 32 * 1024 * 1024;
export const MAX_FETCH_DOCUMENTS = 50;
/** Characters (UTF-16 code units) of one document in a fetch. */
export const MAX_FETCH_CHARACTERS = 1_000_000;
/** Places that one fetch of a text to find tells of each document. */
export const MAX_FETCH_MATCHES = 100;
/** Entries of one table of contents. Those of the longest articles of Wikipedia have some 200. */
export const MAX_TOC_ENTRIES = 2000;
/** Lines of one text that are looked at as headings: what is known of each is a hundred bytes. */
export const MAX_HEADINGS = 65_536;
export const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
/** Queries of one call of a trainer, which sends those of all its rollouts at once: as many as may wait. */
export const MAX_TRAINING_QUERIES = 4096;
/** Addresses that one call of a dialect reads. */
export const MAX_TRAINING_URLS = 1000;
/** Several answers in one body. */
export const MAX_LIST_BYTES = 64 * 1024 * 1024;
/** Sessions that a dialect keeps for its callers; the one that was longest unused makes room. */
export const MAX_SESSIONS = 4096;
/** What those sessions remember, in UTF-16 code units of their names and addresses together. */
export const MAX_SESSIONS_CHARACTERS = 16 * 1024 * 1024;
/** Hits of one answer, over all of its queries: more would not fit its bytes. They are ranked before the first is written. */
export const MAX_RESPONSE_HITS = 128 * 1024;
/** Documents that one walk along links looks at, whether they are answered or not: some tenths of a second. */
export const MAX_WALK_DOCUMENTS = 10_000;
/** Texts of one walk together, in UTF-16 code units: as JSON they fit an answer. The walk ends before a text that does not fit. */
export const MAX_WALK_CHARACTERS = 2 * 1024 * 1024;
/** Instructions of the regular expressions of one walk together, each run on every address that is looked at. */
export const MAX_WALK_PROGRAM = 4096;
export const MAX_FILTER_ENTRIES = 1000;
/** Texts that documents of an answer may not repeat, and their bytes of UTF-8 together. */
export const MAX_EXCLUDED_STRINGS = 100;
export const MAX_EXCLUDED_STRING_BYTES = 16 * 1024;
/** Postings that are looked at to find the documents that may repeat them: some tenths of a second. */
export const MAX_EXCLUSION_POSTINGS = 64 * 1024 * 1024;
/**
 * Texts of the documents whose words say that they may repeat such a text, in UTF-16 code units together: each is read and compared,
 * 20 million a second. A text of a few common words is in more.
 */
export const MAX_EXCLUSION_CHARACTERS = 32 * 1024 * 1024;
/** Conditions of one filter on declared fields: each is a pass over a column. */
export const MAX_WHERE_CONDITIONS = 100;
/** Nesting of these conditions. Their JSON is twice as deep, and inside MAX_BODY_DEPTH. */
export const MAX_WHERE_DEPTH = 8;
export const MAX_SNIPPET_TOKENS = 1000;
/** Neighbours on each side of a passage that its text may be widened by. */
export const MAX_EXPAND = 10;
/** Ids of identical texts that one hit names; of others it says how many there are. */
export const MAX_HIT_DUPLICATES = 100;
export const MAX_URL_BYTES = 8 * 1024;
export const MAX_HEADER_BYTES = 16 * 1024;
/** Each search that waits has a connection of its own; the rest is for those who ask whether the server lives. */
export const MAX_CONNECTIONS = 4608;
/** Sessions whose past a server that treats or records them knows; of more, the one that did nothing for longest is forgotten. */
export const MAX_TRACED_SESSIONS = 65_536;
/** Of keys and ids of the answers that a recorder of a trace knows, so that each is written once; beyond, it begins anew. */
export const MAX_TRACED_CHARACTERS = 64 * 1024 * 1024;
/** Calls of a trace that is closed of which a table is made beside it: a server that is told to end has some seconds. */
export const MAX_TABLED_CALLS = 200_000;
/** One line of a trace: an answer in base64, and what is said of it. */
export const MAX_TRACE_LINE_BYTES = 512 * 1024 * 1024;
/** Perturbations of one experiment: each is asked about every call. */
export const MAX_PERTURBATIONS = 32;
/** What one perturbation is told, as JSON: it stands in the key of each call that it treats. */
export const MAX_PERTURBATION_BYTES = 32 * 1024;
/** Entries of a table of names or phrases, or ids of distractors: all are looked for in every text. */
export const MAX_PERTURBATION_ENTRIES = 256;
/** Points of a schedule of strengths. */
export const MAX_PERTURBATION_STEPS = 64;
/** Deepest rank that a perturbation names, and widest window that it shuffles: so many hits are read for each page. */
export const MAX_PERTURBED_RANK = 1_000;
/** How long a perturbation keeps an answer back: below SOCKET_IDLE_TIMEOUT_MS, which would end its connection. */
export const MAX_PERTURBATION_WAIT_MS = 15_000;
/** Names of a session, kept in the trace. */
export const MAX_SESSION_BYTES = 256;
/** Tokens that an answer may be held to: fewer would not hold what names a hit. */
export const MIN_BUDGET_TOKENS = 128;
export const MAX_BUDGET_TOKENS = 10_000_000;
/** What a caller declares of its session in one header. */
export const MAX_DECLARATION_BYTES = 256;
/** A file that declares an experiment, and one of masks. */
export const MAX_EXPERIMENT_BYTES = 64 * 1024 * 1024;
/** Names, ids and forbidden texts of one mask, in UTF-16 code units: they stand in the key of every call under it. */
export const MAX_MASK_CHARACTERS = 64 * 1024;
/** Texts of documents under masks that a thread remembers, in UTF-16 code units, as they are and as they are shown. */
export const MAX_MASKED_UNITS = 16 * 1024 * 1024;
/** What an agent says about why it searches, kept in the trace. */
export const MAX_CONTEXT_BYTES = 8 * 1024;
/** A body up to this size is read whatever the load: all connections together hold at most 288 MiB of them. */
export const SMALL_BODY_BYTES = 64 * 1024;
/** Larger bodies that are being read at once, by the lengths that they declare, so that slow senders cannot fill the memory. */
export const MAX_READING_BYTES = 64 * 1024 * 1024;

// service
/**
 * A search that would begin later than this is refused at once. An agent waits gladly for two seconds and breaks on a 503; what
 * begins by then has as much time again before its deadline.
 */
export const MAX_WAIT_MS = 2_500;
/** Queries that wait, those of a batch one by one: with MAX_WAITING_BYTES, what a queue of fast searches may hold. */
export const MAX_WAITING_QUERIES = 4_096;
/** Requests that wait, at two bytes a character of their keys. */
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** Node swaps the two when headers exceed request, so headers must be the smaller. */
export const HEADERS_TIMEOUT_MS = 5_000;
export const REQUEST_TIMEOUT_MS = 10_000;
export const CONNECTION_CHECK_MS = 1_000;
export const KEEP_ALIVE_TIMEOUT_MS = 5_000;
/** A socket on which no byte moves is closed: longer than request and search deadlines together take. */
export const SOCKET_IDLE_TIMEOUT_MS = 20_000;
/** From a request's first byte to the last byte of its answer; a reader that is slower is cut off. */
export const RESPONSE_TIMEOUT_MS = 60_000;
export const SEARCH_DEADLINE_MS = 5_000;
export const DRAIN_TIMEOUT_MS = 10_000;
/** A client that has been silent for so long is not about to send its next request: its connection can be closed while draining. */
export const DRAIN_IDLE_MS = 2_000;

/** Hosts whose certificates `stillweb run` keeps for their next connection: each takes 55 KiB, and a few milliseconds to make. */
export const MAX_INTERCEPTED_HOSTS = 256;

// the GPU
/** `--device auto` leaves smaller collections to the CPU: it compares them while a question travels to the GPU. */
export const MIN_GPU_PASSAGES = 32_768;
/** A GPU that has not answered a batch by then is given up, and the CPU goes on. */
export const GPU_PATIENCE_MS = 10_000;
/** Until a lost GPU is looked for again: a driver that was reset is back within a second or two. */
export const GPU_FIRST_RETRY_MS = 1000;
/** It is looked for ever less often, but so often at least: each look is a process that opens a driver. */
export const GPU_MAX_RETRY_MS = 60_000;
/** How long finding an adapter may take, in a process of its own. */
export const GPU_PROBE_MS = 30_000;

// collections
/** A line of JSON Lines, or a record of JSON, CSV or TREC, in bytes, before decoding. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;
/** Columns of a table of text: each is a field of every record. */
export const MAX_TABLE_COLUMNS = 65_536;
/** A part of a table that must be in memory at once, expanded: a page, a column of lists of a row group, a record batch. */
export const MAX_TABLE_PART_BYTES = 128 * 1024 * 1024;
/** Rows of a row group, or values of one of its columns. */
export const MAX_TABLE_VALUES = 1 << 26;
/** A Parquet file that cannot be read in parts, because it is compressed as a whole or a stream: it is held. */
export const MAX_HELD_TABLE_BYTES = 256 * 1024 * 1024;
/** Heap of the thread that reads a Parquet file: a hostile one fills it, and no more. */
export const MAX_TABLE_HEAP_MEBIBYTES = 512;
/** Text of one document, in UTF-16 code units. */
export const MAX_DOCUMENT_CHARACTERS = 16 * 1024 * 1024;
export const MAX_ID_BYTES = 2048;
export const MAX_TITLE_CHARACTERS = 65_536;
/**
 * A compressed input may not expand more than this while no document comes of it; guards against decompression bombs. gzip
 * reaches 1,032 at most. Records that cannot be read, in a file of nothing else, expand 100 times at the most.
 */
export const MAX_EXPANSION_RATIO = 200;
/** Archives in each other, the outermost counted. */
export const MAX_ARCHIVE_DEPTH = 4;
/** Entries of an archive, with those of the archives in it. */
export const MAX_ARCHIVE_ENTRIES = 1_000_000;
/** Names in the directory of a ZIP, in bytes: all of them are held, so that they can be sorted. */
export const MAX_ARCHIVE_NAME_BYTES = 64 * 1024 * 1024;
/** A ZIP that is no file on the disk: it is read from its end, so it is held in memory. */
export const MAX_HELD_ARCHIVE_BYTES = 64 * 1024 * 1024;
/** Depth of nested folders. */
export const MAX_FOLDER_DEPTH = 64;
/** Output without a document below which the expansion ratio is not looked at: as much as the longest line has. */
export const MIN_EXPANSION_BYTES = 64 * 1024 * 1024;
/** A Markdown, HTML or text file, or a page of a dump of a wiki, in bytes after decompression: it is parsed whole. */
export const MAX_PAGE_BYTES = 16 * 1024 * 1024;
/**
 * Steps of the parser on one page. Markdown: rules tried at a place, two for each token, eight for a place inside a label. HTML: tags,
 * attributes, elements opened, eight for what is held until it is known whether it is text.
 * Measured: pages of documentation take 0.2 to 0.35 a character, so that MAX_PAGE_BYTES of them fit; a step takes a microsecond.
 */
export const MAX_PAGE_STEPS = 8 * 1024 * 1024;
/**
 * Steps of the search for the article of an HTML page: a character once for each element that it is in, an element 1,024, and 32 for
 * each that it is in. On a page that would take more, all visible text is its text. The
 * slowest of eighteen hostile pages that were tried and let in took four seconds, most of them to parse 16 MB.
 */
export const MAX_ARTICLE_STEPS = 64 * 1024 * 1024;
/** Elements in each other on such a page: the text of each is joined. None of 96 real pages has over 60. */
export const MAX_ARTICLE_DEPTH = 128;
/** Nodes in one element of such a page: the search lists them anew as it moves them, so that time grows with the square of this. */
export const MAX_ARTICLE_CHILDREN = 16_384;
/** A script of JSON-LD that is looked into, in UTF-16 code units: articles have a few thousand. */
export const MAX_JSON_LD_CHARACTERS = 1024 * 1024;
/** Quotes, lists and footnotes inside each other on a Markdown page; a list counts as two. Each line is read once a level. */
export const MAX_PAGE_NESTING = 200;
/** Templates and links of wikitext inside each other: MediaWiki has 40 of the one at most. Deeper templates are passed over. */
export const MAX_WIKITEXT_NESTING = 100;
/** A PDF or DOCX, in bytes: pictures are in it, which are not read. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** Pages of one PDF. */
export const MAX_PDF_PAGES = 65_536;
/** What a PDF may expand to while it is parsed, in bytes of all arrays together. */
export const MAX_PDF_EXPANSION_BYTES = 256 * 1024 * 1024;
/** The same for DOCX, of which the text alone is expanded, and slowly read. */
export const MAX_DOCX_EXPANSION_BYTES = 64 * 1024 * 1024;
/** Heap of the thread that parses them, in MiB. */
export const FILE_HEAP_MEBIBYTES = 768;
/** A PDF or DOCX that was not parsed by then is a bad record that says so: their parsers cannot count steps. */
export const FILE_PATIENCE_MS = 60_000;
/** Addresses of documents and what links name, in UTF-16 code units. */
export const MAX_ADDRESS_CHARACTERS = 8192;
/** Links of one document. */
export const MAX_LINKS = 262_144;
/**
 * Links of one page in all, each counted with the base that it is relative to, in UTF-16 code units: MAX_LINKS of 128. Without a bound
 * a `<base>` of eight thousand makes gigabytes of a page that is let in.
 */
export const MAX_PAGE_LINK_CHARACTERS = 32 * 1024 * 1024;
/** The header of a record of a web archive, and that of the HTTP response in it: servers send some kilobytes. */
export const MAX_RECORD_HEADER_BYTES = 64 * 1024;
/** Weighted terms of one document, where they come with it: learned sparse models give some hundred. */
export const MAX_VECTOR_TERMS = 1 << 18;
/** Tokens of a table of query weights: vocabularies of models have some ten thousand, large ones 250,000. */
export const MAX_QUERY_TABLE_TOKENS = 1 << 20;
/** Bytes of the file with such a table, or with the tokenizer of queries. */
export const MAX_QUERY_TABLE_BYTES = 64 * 1024 * 1024;
/** Metadata of one document: names and values, a number counted as 8, in UTF-16 code units. */
export const MAX_METADATA_CHARACTERS = 1024 * 1024;
/**
 * Terms that the title of one document may add to its passages: it is a part of each of them. Only a title of hundreds of words over
 * thousands of passages is cut for this.
 */
export const MAX_TITLE_TERMS = 1 << 24;
/** The same for the encoder, in UTF-16 code units. */
export const MAX_ENCODED_TITLE_CHARACTERS = 1 << 26;
/** Typed fields of an index: each is a column of four bytes a document. */
export const MAX_FIELDS = 32;
/** Name of a typed field, in UTF-16 code units. */
export const MAX_FIELD_NAME_CHARACTERS = 64;
/** A keyword of a typed field, in UTF-8: a longer one is a text. */
export const MAX_KEYWORD_BYTES = 256;
/** Keywords of one set of one document. */
export const MAX_SET_KEYWORDS = 1000;
/** Nesting of a metadata value: what is stored is written out by a recursive encoder. */
export const MAX_METADATA_DEPTH = 64;
/**
 * Documents of one build that may be left out because they end the threads that work on them. More, and it is not the documents:
 * a search for each of them, and a second reading, are paid for.
 */
export const MAX_FATAL_DOCUMENTS = 64;
/** Largest zstd window: what `zstd -d` itself reads unless told otherwise, which is that of `--long=27` and `--ultra -22`. */
export const MAX_ZSTD_WINDOW_BYTES = 128 * 1024 * 1024;
/** A call of the file system that a signal interrupts is made again so often. */
export const MAX_CALL_REPEATS = 100;

/** A file of settings: a hundred names and values have some kilobytes. */
export const MAX_CONFIG_BYTES = 1024 * 1024;
/** A recipe goes into the manifest of its index; some ten thousand inputs with their hashes fit. */
export const MAX_RECIPE_BYTES = 4 * 1024 * 1024;
/** Each text that says where a collection comes from, in UTF-16 code units: a page. */
export const MAX_PROVENANCE_CHARACTERS = 10_000;
/** Names of one kind that `inspect --counts` lists. */
export const MAX_COUNTED_NAMES = 1_000_000;

// the index
/** Passages of one shard: 2^20, so that a shard of vectors fits one WASM memory and a passage number fits 20 bits. */
export const SHARD_PASSAGES = 1 << 20;
/** Passages of one scoring window: 64 KiB of u32 sums, the size of a first-level cache. */
export const WINDOW_PASSAGES = 1 << 14;
/** Hits that each leg contributes to a fused ranking. */
export const FUSION_DEPTH = 1000;

// other engines
/** wink holds an object a passage in every worker, and refuses to work below three. */
export const MIN_WINK_PASSAGES = 3;
export const MAX_WINK_PASSAGES = 200_000;
/** Measured: wink needs 130 bytes of heap a posting to build and 24 in its file, which must fit one V8 string. */
export const MAX_WINK_POSTINGS = 8_000_000;
/** hnswlib holds the vectors as float32 in every worker: 1.7 GB for a million of 384 dimensions. */
export const MAX_HNSWLIB_PASSAGES = 1_000_000;

// a cluster
/** Until a node of a cluster has answered a read: longer than a search may take, so that the deadline of the search says what it was. */
export const CLUSTER_TIMEOUT_MS = 10_000;
/** Until it has taken a batch of entries, or merged what it holds. */
export const CLUSTER_BULK_TIMEOUT_MS = 120_000;
/** Bytes of entries that are sent to a cluster at a time; an entry that is longer goes alone. */
export const CLUSTER_BULK_BYTES = 4 * 1024 * 1024;
/** Hits that a cluster is asked for at a time: its `index.max_result_window`, unless somebody has changed it. */
export const CLUSTER_PAGE_HITS = 10_000;
/** Calls that a server has under way to a cluster; the others wait here, and not in the queues of its nodes. */
export const CLUSTER_CALLS_AT_ONCE = 32;
/** Documents that a query may exclude by words over a cluster: their numbers go with it, and it takes so many (`index.max_terms_count`). */
export const MAX_CLUSTER_EXCLUDED = 65_536;
/** Passages of which a server remembers the document, and texts it shares: some 40 bytes each. */
export const MAX_REMEMBERED_PASSAGES = 1 << 18;

// documents
/** Texts of a block, in bytes, before compression: a document has a block of its own and 3 bytes a code unit at most. */
export const MAX_BLOCK_TEXT_BYTES = 3 * MAX_DOCUMENT_CHARACTERS;
/**
 * Documents that each thread keeps decompressed where texts are compressed: some 10,000 short ones, so that what a
 * session finds again and again is read once. Counted at 2 bytes a code unit, which is the most that they take.
 */
export const DOCUMENT_CACHE_BYTES = 16 * 1024 * 1024;

/** Filters that each thread keeps as bitmaps of passages: two dozen of a collection of five million. */
export const FILTER_CACHE_BYTES = 16 * 1024 * 1024;

/** Orders of typed fields that each thread keeps: eight fields of a million documents. A field beyond it is passed over. */
export const COLUMN_ORDER_BYTES = 64 * 1024 * 1024;
/**
 * Positions of an index that are held in memory, shard by shard from the first; those of the others are read from disk. A million passages
 * of a hundred words take some 100 MB.
 */
export const POSITIONS_MEMORY_BYTES = 1024 * 1024 * 1024;

// evaluation
/** A file of topics, judgments or runs, unpacked. A run of 1,000 documents for 7,000 topics is some 400 MB. */
export const MAX_EVALUATION_BYTES = 1024 * 1024 * 1024;

// encoders of others
/** An answer of a server of embeddings: 32 vectors of 4,096 numbers of 25 characters are 3 MiB. */
export const MAX_ENCODER_ANSWER_BYTES = 16 * 1024 * 1024;
/** An answer of a language model that judges: some hundred claims of a report. */
export const MAX_JUDGE_ANSWER_BYTES = 1024 * 1024;
/** A report, its question, or its file of key points. */
export const MAX_REPORT_BYTES = 4 * 1024 * 1024;
/** Code units of a cited document that a judge is shown: eight thousand words, from its beginning. */
export const MAX_JUDGED_CHARACTERS = 50_000;
/** Vectors of queries that a folder keeps of one model: one file each, and a folder is listed when it is opened. */
export const MAX_CACHED_VECTORS = 1024 * 1024;
/** A trace that pages show is read whole, in the thread that speaks HTTP; `stillweb sessions` reads longer ones. */
export const MAX_SHOWN_TRACE_BYTES = 64 * 1024 * 1024;
/** Traces that were sent to pages, all together, kept for looking at: as much as one that is shown. */
export const MAX_KEPT_TRACE_BYTES = MAX_SHOWN_TRACE_BYTES;
/** And in number; the one that was longest not looked at makes room. */
export const MAX_KEPT_TRACES = 16;
/** One that nobody looks at is forgotten. */
export const KEPT_TRACE_MS = 30 * 60_000;
/** Calls of a session that a page asks again. */
export const MAX_REPLAYED_CALLS = 250;
/** What has not been asked again by then is not. */
export const REPLAY_PATIENCE_MS = 10_000;
/** An index of so many bytes is read for its SWHID when somebody looks at it; a larger one when it is checked. */
export const MAX_IDENTIFIED_BYTES = 256 * 1024 * 1024;
