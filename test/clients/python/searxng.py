"""SearXNG's JSON through LangChain's SearxSearchWrapper, which asks its host exactly as it was given."""

from langchain_community.utilities import SearxSearchWrapper


def test_langchain_names_the_native_hits_in_their_order(served):
    wrapper = SearxSearchWrapper(searx_host=f"{served.url}/searxng", unsecure=True)
    results = wrapper.results("lens of a lamp", num_results=5)
    assert [result["link"] for result in results] == served.native_urls("lens of a lamp", 5), results
    assert all(result["title"] and result["snippet"] and result["engines"] for result in results), results


def test_langchain_gives_an_index_chosen_by_its_name_the_same(served):
    wrapper = SearxSearchWrapper(searx_host=f"{served.url}/i/lights/searxng", unsecure=True)
    results = wrapper.results("seals on a skerry", num_results=2)
    assert [result["link"] for result in results] == served.native_urls("seals on a skerry", 2), results


def test_langchain_runs_a_query_without_hits_to_its_own_empty_answer(served):
    wrapper = SearxSearchWrapper(searx_host=f"{served.url}/searxng", unsecure=True)
    assert wrapper.results("site:nowhere.example keeper", num_results=3) == [
        {"Result": "No good Search Result was found"}
    ]
