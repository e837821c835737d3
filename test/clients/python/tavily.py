"""Tavily's own client for Python, plain and asynchronous, and LangChain's tools over it."""

from langchain_tavily import TavilyExtract, TavilySearch
from tavily import AsyncTavilyClient, TavilyClient
from tavily.errors import BadRequestError, InvalidAPIKeyError

LENS = "https://lights.example/guide/lens"
LAMP = "https://lights.example/guide/lamp"
TOWER = "https://lights.example/guide/tower"


def client(served):
    return TavilyClient("tvly-any", api_base_url=f"{served.url}/tavily")


def test_a_search_names_the_native_hits_in_their_order(served):
    found = client(served).search("lens of a lamp", max_results=3, include_raw_content=True, include_answer=True)
    assert [result["url"] for result in found["results"]] == served.native_urls("lens of a lamp", 3), found
    assert all(result["content"] and result["raw_content"] for result in found["results"]), found
    assert "Fresnel" in found["answer"], found


def test_a_search_takes_topics_days_and_domains(served):
    found = client(served).search(
        "tower", topic="news", start_date="2025-01-01", end_date="2025-01-31", include_domains=["lights.example"]
    )
    assert [result["url"] for result in found["results"]] == ["https://lights.example/news/2025/storm"], found
    assert found["results"][0]["published_date"] == "Thu, 09 Jan 2025 00:00:00 GMT", found


async def test_the_asynchronous_client_finds_the_same(served):
    asynchronous = AsyncTavilyClient("tvly-any", api_base_url=f"{served.url}/tavily")
    found = await asynchronous.search("lens of a lamp", max_results=3)
    assert [result["url"] for result in found["results"]] == served.native_urls("lens of a lamp", 3), found


def test_extract_map_and_crawl_read_the_collection(served):
    extracted = client(served).extract([LENS, "https://elsewhere.example/x"])
    assert [result["url"] for result in extracted["results"]] == [LENS], extracted
    assert [failed["url"] for failed in extracted["failed_results"]] == ["https://elsewhere.example/x"], extracted
    assert client(served).map(LENS)["results"] == [LENS, LAMP, TOWER]
    crawled = client(served).crawl(LENS, limit=2)
    assert [result["url"] for result in crawled["results"]] == [LENS, LAMP], crawled


def test_errors_are_those_of_the_vendor(served):
    try:
        TavilyClient("tvly-wrong", api_base_url=f"{served.guarded_url}/tavily").search("fog")
    except InvalidAPIKeyError as refused:
        assert "Unauthorized" in str(refused), refused
    else:
        raise AssertionError("a wrong key was taken")
    try:
        client(served).map("https://lights.example", select_paths=["(a"])
    except BadRequestError as refused:
        assert "missing closing" in str(refused), refused
    else:
        raise AssertionError("a broken pattern was taken")
    assert TavilyClient(served.key, api_base_url=f"{served.guarded_url}/tavily").search("fog")["results"]


def test_langchain_searches_and_extracts_as_tools(served):
    base = {"tavily_api_key": "tvly-any", "api_base_url": f"{served.url}/tavily"}
    found = TavilySearch(max_results=4, **base).invoke({"query": "keeper of a tower"})
    assert [result["url"] for result in found["results"]] == served.native_urls("keeper of a tower", 4), found
    extracted = TavilyExtract(**base).invoke({"urls": [LAMP]})
    assert extracted["results"][0]["raw_content"].startswith("The first lamps"), extracted
