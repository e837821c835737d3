"""smolagents: its tool with an endpoint, and the readers of its tool that knows the hosts of DuckDuckGo and Bing alone."""

import sys

# The name of this file is that of the package.
sys.modules.pop("smolagents", None)
import requests  # noqa: E402
from smolagents import ApiWebSearchTool, WebSearchTool  # noqa: E402

QUERY = "lens of a lamp"


def test_its_tool_with_an_endpoint_names_the_native_hits_in_their_order(served):
    endpoint = f"{served.url}/brave/res/v1/web/search"
    tool = ApiWebSearchTool(endpoint=endpoint, api_key="any", params={"count": 3}, rate_limit=None)
    answer = tool.forward(QUERY)
    places = [answer.index(f"]({url})") for url in served.native_urls(QUERY, 3)]
    assert places == sorted(places), answer


def test_its_reader_of_duckduckgo_reads_the_lite_page(served):
    page = requests.get(f"{served.url}/duckduckgo/lite/", params={"q": QUERY})
    parser = WebSearchTool()._create_duckduckgo_parser()
    parser.feed(page.text)
    assert [result["link"] for result in parser.results] == served.native_urls(QUERY, 10), parser.results
    assert all(result["title"] and result["description"] for result in parser.results), parser.results


def test_its_tool_reads_duckduckgo_and_bing_where_their_hosts_are_answered_here(served):
    hosts = {
        "https://lite.duckduckgo.com/lite/": f"{served.url}/duckduckgo/lite/",
        "https://www.bing.com/search": f"{served.url}/bing/search",
    }
    get = requests.get
    # Stands for what intercepts hosts: the tool itself is as it is.
    requests.get = lambda url, **options: get(hosts[url], **options)
    try:
        for engine in ["duckduckgo", "bing"]:
            results = WebSearchTool(engine=engine).search(QUERY)
            assert [result["link"] for result in results] == served.native_urls(QUERY, 10), (engine, results)
    finally:
        requests.get = get
