"""examples/python/openai_agents_mcp.py, without a model."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "examples" / "python"))

from openai_agents_mcp import collection, look_around


async def test_the_agents_sdk_lists_the_tools_and_searches(served):
    seen = await look_around(served.url, "lens of a lamp")
    assert seen["tools"] == ["search", "fetch", "grep", "links"], seen
    assert [result["url"] for result in seen["results"]][:3] == served.native_urls("lens of a lamp", 3), seen


async def test_the_agents_sdk_reads_with_its_token(served):
    async with collection(served.guarded_url, served.key) as server:
        read = await server.call_tool("fetch", {"id": "lens"})
    assert "Lenses come in six orders" in read.content[0].text, read
