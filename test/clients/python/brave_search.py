"""The package brave-search, whose models check every field of an answer."""

from brave import Brave


def client(url, key="any"):
    brave = Brave(api_key=key)
    brave.base_url = f"{url}/brave/res/v1/"
    return brave


def test_a_search_names_the_native_hits_in_their_order(served):
    found = client(served.url).search(q="lens of a lamp", count=3)
    assert [str(result.url) for result in found.web.results] == served.native_urls("lens of a lamp", 3), found
    assert found.query.more_results_available, found.query


def test_documents_without_a_day_or_a_url_pass_its_models(served):
    found = client(served.url).search(q="trimmed the lamp at midnight", count=20)
    assert "https://corpus.sandbox/lights/log/1871" in [str(result.url) for result in found.web.results], found


def test_nothing_found_passes_its_models(served):
    found = client(served.url).search(q='"no such phrase anywhere"')
    assert found.web is None and not found.query.more_results_available, found
