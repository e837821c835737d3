"""SerpApi's own client for Python, with another domain."""

import sys

# The name of this file is that of the package.
sys.modules.pop("serpapi", None)
import serpapi  # noqa: E402
from serpapi.http import HTTPClient  # noqa: E402


def client(url, key="any"):
    HTTPClient.BASE_DOMAIN = f"{url}/serpapi"
    return serpapi.Client(api_key=key)


def test_a_search_names_the_native_hits_in_their_order(served):
    found = client(served.url).search(engine="google", q="lens of a lamp", num=3)
    links = [result["link"] for result in found["organic_results"]]
    assert links == served.native_urls("lens of a lamp", 3), found
    assert found["search_metadata"]["status"] == "Success", found


def test_the_client_pages_to_the_end_of_the_native_list(served):
    first = client(served.url).search(engine="google", q="tower", num=4)
    links = [result["link"] for page in first.yield_pages() for result in page["organic_results"]]
    wanted = served.native_urls("tower", 100)
    assert len(wanted) > 8 and links == wanted, links


def test_nothing_found_is_told_as_by_the_vendor(served):
    found = client(served.url).search(engine="google", q='"no such phrase anywhere"')
    assert found["error"].startswith("Google hasn't returned any results"), found
    assert found["organic_results"] == [], found


def test_a_wrong_key_is_the_exception_of_the_client(served):
    try:
        client(served.guarded_url, "wrong-key").search(engine="google", q="storm")
    except serpapi.HTTPError as refused:
        assert refused.status_code == 401 and "API key" in refused.error, refused
    else:
        raise AssertionError("a wrong key was taken")
    assert client(served.guarded_url, served.key).search(engine="google", q="storm")["organic_results"]
