"""Perplexity's own client for Python, with a base URL."""

import perplexity


def client(url, key="any"):
    return perplexity.Perplexity(api_key=key, base_url=f"{url}/perplexity", max_retries=0)


def test_a_search_names_the_native_hits_in_their_order(served):
    found = client(served.url).search.create(query="lens of a lamp", max_results=3)
    assert [result.url for result in found.results] == served.native_urls("lens of a lamp", 3), found
    assert all(result.title and result.snippet for result in found.results), found


def test_several_queries_come_in_one_list(served):
    found = client(served.url).search.create(query=["storm", "seals on a skerry"], max_results=1)
    wanted = served.native_urls("storm", 1) + served.native_urls("seals on a skerry", 1)
    assert [result.url for result in found.results] == wanted, found


def test_a_search_takes_hosts_and_spans(served):
    found = client(served.url).search.create(
        query="tower", search_domain_filter=["lights.example"], search_recency_filter="month"
    )
    assert [result.url for result in found.results] == ["https://lights.example/news/2025/automation"], found


def test_refusals_are_the_exceptions_of_the_client(served):
    for url, key, query, wanted in [
        (served.guarded_url, "wrong-key", "storm", perplexity.AuthenticationError),
        (served.url, "any", "", perplexity.BadRequestError),
    ]:
        try:
            client(url, key).search.create(query=query)
        except wanted as refused:
            assert refused.body["error"]["message"], refused.body
        else:
            raise AssertionError(f"{wanted.__name__} was not raised")
