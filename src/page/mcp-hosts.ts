/** How programs that speak the Model Context Protocol are told of this server. As docs/mcp.md has it. */

export interface McpHost {
  readonly name: string;
  /** Where the text goes. */
  readonly where: string;
  readonly text: string;
}

/** @param index becomes the name of the server there */
export function mcpHosts(origin: string, index: string, needsToken: boolean): McpHost[] {
  const url = `${origin}/mcp`;
  const json = (value: unknown): string => JSON.stringify(value, null, 2);
  return [
    {
      name: 'Claude Code',
      where: 'in a shell',
      text: `claude mcp add --transport http ${index} ${url}${needsToken ? ' --header "Authorization: Bearer $STILLWEB_TOKEN"' : ''}`,
    },
    {
      name: 'Claude Desktop',
      where: 'claude_desktop_config.json; it starts the program itself',
      text: json({ mcpServers: { [index]: { command: 'stillweb', args: ['mcp', 'DIR'] } } }),
    },
    { name: 'Cursor', where: '.cursor/mcp.json', text: json({ mcpServers: { [index]: { url } } }) },
    { name: 'VS Code', where: '.vscode/mcp.json', text: json({ servers: { [index]: { type: 'http', url } } }) },
    {
      name: 'ChatGPT, deep research',
      where: 'a connector to a public HTTPS address of this server that ends so',
      text: '/mcp?tools=openai',
    },
  ];
}
