"""Google's own client for Python, which knows the Custom Search API from its description, with another endpoint."""

from googleapiclient.discovery import build
from googleapiclient.errors import HttpError


def client(url, key="any"):
    options = {"api_endpoint": f"{url}/google/"}
    return build("customsearch", "v1", developerKey=key, client_options=options, static_discovery=True).cse()


def test_a_search_names_the_native_hits_in_their_order(served):
    found = client(served.url).list(q="lens of a lamp", cx="any", num=3).execute()
    assert [item["link"] for item in found["items"]] == served.native_urls("lens of a lamp", 3), found


def test_the_client_pages_on(served):
    cse = client(served.url)
    links, start = [], 1
    while start is not None:
        found = cse.list(q="tower", cx="any", num=5, start=start).execute()
        links += [item["link"] for item in found["items"]]
        start = found["queries"].get("nextPage", [{"startIndex": None}])[0]["startIndex"]
    wanted = served.native_urls("tower", 100)
    assert len(wanted) > 10 and links == wanted, links


def test_one_site_and_a_span(served):
    found = client(served.url).list(q="tower", cx="any", siteSearch="lights.example", dateRestrict="m1").execute()
    assert [item["link"] for item in found["items"]] == ["https://lights.example/news/2025/automation"], found


def test_nothing_found_has_no_items(served):
    found = client(served.url).list(q='"no such phrase anywhere"', cx="any").execute()
    assert "items" not in found and found["searchInformation"]["totalResults"] == "0", found


def test_a_wrong_key_is_the_exception_of_the_client(served):
    try:
        client(served.guarded_url, "wrong-key").list(q="storm", cx="any").execute()
    except HttpError as refused:
        assert refused.status_code == 400 and "API key not valid" in refused.reason, refused
    else:
        raise AssertionError("a wrong key was taken")
    assert client(served.guarded_url, served.key).list(q="storm", cx="any").execute()["items"]
