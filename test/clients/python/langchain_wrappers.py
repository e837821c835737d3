"""LangChain's wrappers of Brave, Jina and Bing, each with the URL that it may be given."""

import json

from langchain_community.utilities import BingSearchAPIWrapper, BraveSearchWrapper
from langchain_community.utilities.jina_search import JinaSearchAPIWrapper

QUERY = "lens of a lamp"


def links(answer):
    return [result["link"] for result in json.loads(answer)]


def test_brave_names_the_native_hits_in_their_order(served):
    url = f"{served.url}/brave/res/v1/web/search"
    wrapper = BraveSearchWrapper(api_key="any", base_url=url, search_kwargs={"count": 3})
    assert links(wrapper.run(QUERY)) == served.native_urls(QUERY, 3)
    assert [page.metadata["link"] for page in wrapper.download_documents(QUERY)] == served.native_urls(QUERY, 3)


def test_brave_makes_an_empty_list_of_nothing(served):
    url = f"{served.url}/brave/res/v1/web/search"
    assert BraveSearchWrapper(api_key="any", base_url=url).run('"no such phrase anywhere"') == "[]"


def test_brave_raises_for_a_wrong_key(served):
    url = f"{served.guarded_url}/brave/res/v1/web/search"
    assert links(BraveSearchWrapper(api_key=served.key, base_url=url).run("storm"))
    try:
        BraveSearchWrapper(api_key="wrong-key", base_url=url).run("storm")
    except Exception as refused:
        assert "422" in str(refused), refused
    else:
        raise AssertionError("a wrong key was taken")


def test_jina_names_the_native_hits_in_their_order_and_brings_their_texts(served):
    wrapper = JinaSearchAPIWrapper(api_key="any", base_url=f"{served.url}/jina/s/")
    assert links(wrapper.run(QUERY)) == served.native_urls(QUERY, 10)
    assert all(page.page_content for page in wrapper.download_documents(QUERY))


def test_jina_raises_for_a_wrong_key_and_where_nothing_is_found(served):
    for url, key, query, status in [
        (served.guarded_url, "wrong-key", "storm", "401"),
        (served.url, "any", '"no such phrase anywhere"', "422"),
    ]:
        try:
            JinaSearchAPIWrapper(api_key=key, base_url=f"{url}/jina/s/").run(query)
        except Exception as refused:
            assert status in str(refused), refused
        else:
            raise AssertionError(f"{status} was not told")


def bing(url, key="any"):
    return BingSearchAPIWrapper(bing_subscription_key=key, bing_search_url=f"{url}/bing/v7.0/search")


def test_bing_names_the_native_hits_in_their_order(served):
    results = bing(served.url).results(QUERY, 5)
    assert [result["link"] for result in results] == served.native_urls(QUERY, 5), results


def test_bing_raises_for_a_wrong_key_and_finds_nothing_in_its_own_words(served):
    assert bing(served.url).run('"no such phrase anywhere"') == "No good Bing Search Result was found"
    try:
        bing(served.guarded_url, "wrong-key").run("storm")
    except Exception as refused:
        assert "401" in str(refused), refused
    else:
        raise AssertionError("a wrong key was taken")
