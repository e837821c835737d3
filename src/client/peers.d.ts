/**
 * What the optional peers give, as far as it is used here: they are packages of the user, and large, so this repository is
 * compiled without them. test/clients compiles and runs the same code with the real ones.
 */

declare module '@langchain/core/documents' {
  export class Document<Metadata extends Record<string, unknown> = Record<string, unknown>> {
    constructor(fields: { pageContent: string; metadata?: Metadata; id?: string });
    pageContent: string;
    metadata: Metadata;
    id?: string;
  }
}

declare module '@langchain/core/retrievers' {
  import type { Document } from '@langchain/core/documents';

  export interface BaseRetrieverInput {
    readonly tags?: string[];
    readonly verbose?: boolean;
  }

  export abstract class BaseRetriever<Metadata extends Record<string, unknown> = Record<string, unknown>> {
    static lc_name(): string;
    abstract lc_namespace: string[];
    constructor(fields?: BaseRetrieverInput);
    invoke(query: string): Promise<Document<Metadata>[]>;
    _getRelevantDocuments(query: string): Promise<Document<Metadata>[]>;
  }
}

declare module 'ai' {
  export interface Schema<Value = unknown> {
    readonly _type: Value;
  }
  export interface ToolExecutionOptions {
    readonly abortSignal?: AbortSignal;
  }
  export interface Tool<Input = unknown, Output = unknown> {
    readonly description?: string;
    readonly inputSchema: Schema<Input>;
    readonly execute?: (input: Input, options: ToolExecutionOptions) => Promise<Output>;
  }
  export function jsonSchema<Value = unknown>(schema: object): Schema<Value>;
  export function tool<Input, Output>(definition: Tool<Input, Output>): Tool<Input, Output>;
}
