/** The face of `stillweb/client`: a typed client of the native API, for Node, browsers and Deno. docs/clients.md shows it. */
export type {
  AnsweringIndex,
  ApartResult,
  BatchResult,
  DocumentResult,
  FetchResult,
  GrepResult,
  IndexesResult,
  JointHit,
  JointSearchResult,
  LinksResult,
  SearchResult,
} from '../contract/answer-bodies.ts';
export type { GrepMatch } from '../contract/grep.ts';
export type {
  Correction,
  FetchedDocument,
  Hit,
  LinkedDocument,
  QueryResult,
  SearchFilter,
  SearchMode,
  TextMatch,
  TocEntry,
} from '../contract/search.ts';
export type { ReadyResponse } from '../contract/service-response.ts';
export type { ErrorCode, ErrorFacts } from '../errors.ts';
export {
  type AgentTool,
  type AgentToolName,
  type AgentToolsOptions,
  agentTools,
  type ToolField,
  type ToolParameters,
} from './agent-tools.ts';
export {
  type ClientOptions,
  type FetchOptions,
  type GrepOptions,
  type JointSearchOptions,
  type PageOptions,
  type ReadOptions,
  type SearchOptions,
  StillwebClient,
} from './client.ts';
export { type ClientFailure, StillwebClientError } from './client-error.ts';
export type { CallOptions, ConnectionOptions, Original } from './connection.ts';
