"""The OpenAI Agents SDK over the MCP door of a stillweb server: any agent of it may search, read, grep and follow links.

    pip install openai-agents
    python openai_agents_mcp.py http://127.0.0.1:7080                    # lists the tools, and calls one
    python openai_agents_mcp.py http://127.0.0.1:7080 "a question"       # asks a model; needs OPENAI_API_KEY
"""

import asyncio
import json
import sys
from typing import Optional

from agents import Agent, Runner
from agents.mcp import MCPServerStreamableHttp

INSTRUCTIONS = "Answer from the collection alone: search it, read what you have found, and name the urls that you cite."


def collection(base_url: str, token: Optional[str] = None) -> MCPServerStreamableHttp:
    """To be opened with `async with`. The tools never change, so their list is asked for once."""
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    return MCPServerStreamableHttp(
        params={"url": f"{base_url}/mcp", "headers": headers},
        name="stillweb",
        cache_tools_list=True,
    )


async def answer(base_url: str, question: str) -> str:
    async with collection(base_url) as server:
        agent = Agent(name="Researcher", instructions=INSTRUCTIONS, mcp_servers=[server])
        return (await Runner.run(agent, question)).final_output


async def look_around(base_url: str, query: str) -> dict:
    """What can be asked without a model: the names of the tools, and the results of one search."""
    async with collection(base_url) as server:
        tools = await server.list_tools()
        found = await server.call_tool("search", {"query": query})
        # Its one text item is the answer as JSON.
        return {"tools": [tool.name for tool in tools], "results": json.loads(found.content[0].text)["results"]}


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(asyncio.run(answer(sys.argv[1], sys.argv[2])))
    else:
        print(asyncio.run(look_around(sys.argv[1], "lens of a lamp")))
