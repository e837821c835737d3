/** The parts of the OpenAPI document that its page shows. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: object;
  }[];
  readonly requestBody?: Required<Content>;
  readonly responses: Readonly<Record<string, { readonly description: string } & Content>>;
}

/** One method of one path. */
export interface ApiRoute {
  /** `GET`. */
  readonly method: string;
  /** With `{name}` for what stands for a part of it. */
  readonly path: string;
  readonly operation: OpenApiOperation;
}

/** In the order of the document. */
export function routesOf({ paths }: OpenApiDocument): ApiRoute[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}
