/** The seam between the MCP server and its tools. */
import type { Static, TObject, TSchema } from '@sinclair/typebox';
import { compileShape } from '../contract/shape.ts';
import type { SnapshotAsker } from './snapshot-asker.ts';
import type { ToolSetName } from './tool-set-names.ts';

/** What a tool answers. It is cleaned and written by the server, so that no tool need think of it. */
export interface ToolAnswer {
  /** `NAME@ID` of the index that answered; it stands in `_meta` of the result. */
  readonly index: string;
  /** An object that the tool's `output` describes; also the text, as JSON, where `text` is absent. */
  readonly structured?: object;
  /** What a model reads, as one item of text or as several. */
  readonly text?: string | readonly string[];
}

/** One tool under one name. All of them only read, answer equal calls equally, and know nothing outside their collections. */
export interface McpTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly input: TObject;
  /** JSON Schema of `structured`; absent for a tool that answers text. */
  readonly output?: TSchema;
  /** @throws StillwebError for what cannot be answered: the model is told how to mend it */
  call(given: unknown, asker: SnapshotAsker): Promise<ToolAnswer>;
}

/** The tools that one kind of caller knows, in the order in which they are listed. */
export interface ToolSet {
  readonly name: ToolSetName;
  /** What the server tells a model about the set, beside the descriptions of its tools. */
  readonly instructions: string;
  readonly tools: readonly McpTool[];
}

interface ToolDefinition<Input extends TObject> extends Omit<McpTool, 'input' | 'call'> {
  readonly input: Input;
  answer(given: Static<Input>, asker: SnapshotAsker): Promise<ToolAnswer>;
}

/**
 * A tool whose arguments are checked before it is asked. An argument that is null counts as absent: models fill every
 * property in where a host asks them to.
 */
export function defineTool<Input extends TObject>(definition: ToolDefinition<Input>): McpTool {
  const { answer, ...rest } = definition;
  const check = compileShape(definition.input);
  return {
    ...rest,
    call: async (given, asker) => answer(check(withoutNulls(given)), asker),
  };
}

function withoutNulls(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given ?? {};
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}
