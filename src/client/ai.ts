/** The face of `stillweb/ai`: tools of the AI SDK over a server of stillweb. */
import { jsonSchema, type Tool, tool } from 'ai';
import { type AgentToolName, type AgentToolsOptions, agentTools } from './agent-tools.ts';
import { type ClientOptions, StillwebClient } from './client.ts';

export interface StillwebToolsOptions extends ClientOptions {
  /** Of all calls: fields of searches, how much a call reads. */
  readonly tools?: AgentToolsOptions;
}

/** `search`, `read`, `grep` and `links`, for the field `tools` of `generateText` and its like. */
export function stillwebTools(options: StillwebToolsOptions = {}): Record<AgentToolName, Tool<unknown, object>> {
  const made = agentTools(new StillwebClient(options), options.tools).map(
    ({ name, description, parameters, execute }) => [
      name,
      tool<unknown, object>({
        description,
        inputSchema: jsonSchema<unknown>(parameters),
        execute: (input, { abortSignal }) => execute(input, { signal: abortSignal }),
      }),
    ],
  );
  return Object.fromEntries(made);
}
