"""Linkup's own client for Python, with a base URL."""

import sys

# The name of this file is that of the package.
sys.modules.pop("linkup", None)
import linkup  # noqa: E402


def client(url, key="any"):
    return linkup.LinkupClient(api_key=key, base_url=f"{url}/linkup/v1")


def test_a_search_names_the_native_hits_in_their_order(served):
    found = client(served.url).search("lens of a lamp", depth="standard", output_type="searchResults", max_results=3)
    assert [result.url for result in found.results] == served.native_urls("lens of a lamp", 3), found
    assert all(result.content and result.name for result in found.results), found


def test_an_answer_has_its_sources(served):
    query = "When was the first Fresnel lens lit?"
    answered = client(served.url).search(query, depth="deep", output_type="sourcedAnswer")
    assert "1823" in answered.answer, answered
    assert answered.sources[0].url == "https://lights.example/guide/lens", answered


def test_a_page_is_fetched_and_one_that_is_not_there_is_the_exception_of_the_client(served):
    page = client(served.url).fetch("https://lights.example/guide/lamp", include_raw_html=True)
    assert page.markdown.startswith("The first lamps") and "<h1>The lamp</h1>" in page.raw_html, page
    try:
        client(served.url).fetch("https://nowhere.example/")
    except linkup.LinkupFailedFetchError:
        return
    raise AssertionError("a page was fetched from nowhere")


def test_refusals_are_the_exceptions_of_the_client(served):
    for url, key, query, wanted in [
        (served.guarded_url, "wrong-key", "storm", linkup.LinkupAuthenticationError),
        (served.url, "any", "", linkup.LinkupInvalidRequestError),
    ]:
        try:
            client(url, key).search(query, depth="standard", output_type="searchResults")
        except wanted:
            continue
        raise AssertionError(f"{wanted.__name__} was not raised")
