"""Clients of search APIs that take a base URL: those of Exa, Perplexity, SerpApi, Google and Linkup, and the tools of smolagents."""

import linkup
import perplexity
import requests
import serpapi
from exa_py import Exa
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from serpapi.http import HTTPClient
from smolagents import ApiWebSearchTool, WebSearchTool

LENS = "https://lights.example/guide/lens"
QUERY = "lens of a lamp"
NOTHING = '"no such phrase anywhere"'


def exa_client(served, key="any"):
    return Exa(key, base_url=f"{served.url}/exa")


def test_exa_a_search_names_the_native_hits_in_their_order(served):
    found = exa_client(served).search("lens of a lamp", num_results=3, contents={"text": True, "highlights": True})
    assert [result.url for result in found.results] == served.native_urls("lens of a lamp", 3), found
    assert all(result.text and result.highlights and result.title for result in found.results), found


def test_exa_a_search_takes_hosts_and_days(served):
    found = exa_client(served).search(
        "tower",
        include_domains=["lights.example"],
        start_published_date="2025-01-01",
        end_published_date="2025-01-31",
        contents=False,
    )
    assert [result.url for result in found.results] == ["https://lights.example/news/2025/storm"], found


def test_exa_contents_tell_which_url_is_not_there(served):
    found = exa_client(served).get_contents([LENS, "https://nowhere.example/"], text=True)
    assert [result.url for result in found.results] == [LENS], found
    assert found.results[0].text.startswith("A Fresnel lens"), found
    assert [status.status for status in found.statuses] == ["success", "error"], found.statuses


def test_exa_an_answer_has_its_sources(served):
    answered = exa_client(served).answer("When was the first Fresnel lens lit?", text=True)
    assert "1823" in answered.answer, answered
    assert answered.citations[0].url == LENS, answered


def test_exa_an_answer_comes_as_a_stream(served):
    chunks = list(exa_client(served).stream_answer("storm"))
    assert "winter storm" in "".join(chunk.content or "" for chunk in chunks), chunks
    assert any(chunk.citations for chunk in chunks), chunks


def test_exa_documents_like_another_leave_it_out(served):
    found = exa_client(served).find_similar("https://rocks.example/skerry", num_results=3)
    urls = [result.url for result in found.results]
    assert len(urls) == 3 and "https://rocks.example/skerry" not in urls, urls


def test_exa_a_wrong_key_is_told_in_the_words_of_the_vendor(served):
    exa = Exa("wrong-key", base_url=f"{served.guarded_url}/exa")
    try:
        exa.search("storm")
    except Exception as refused:
        assert "401" in str(refused) and "INVALID_API_KEY" in str(refused), refused
    else:
        raise AssertionError("a wrong key was taken")
    found = Exa(served.key, base_url=f"{served.guarded_url}/exa").search("storm", num_results=1)
    assert len(found.results) == 1, found


def perplexity_client(url, key="any"):
    return perplexity.Perplexity(api_key=key, base_url=f"{url}/perplexity", max_retries=0)


def test_perplexity_a_search_names_the_native_hits_in_their_order(served):
    found = perplexity_client(served.url).search.create(query="lens of a lamp", max_results=3)
    assert [result.url for result in found.results] == served.native_urls("lens of a lamp", 3), found
    assert all(result.title and result.snippet for result in found.results), found


def test_perplexity_several_queries_come_in_one_list(served):
    found = perplexity_client(served.url).search.create(query=["storm", "seals on a skerry"], max_results=1)
    wanted = served.native_urls("storm", 1) + served.native_urls("seals on a skerry", 1)
    assert [result.url for result in found.results] == wanted, found


def test_perplexity_a_search_takes_hosts_and_spans(served):
    found = perplexity_client(served.url).search.create(
        query="tower", search_domain_filter=["lights.example"], search_recency_filter="month"
    )
    assert [result.url for result in found.results] == ["https://lights.example/news/2025/automation"], found


def test_perplexity_refusals_are_the_exceptions_of_the_client(served):
    for url, key, query, wanted in [
        (served.guarded_url, "wrong-key", "storm", perplexity.AuthenticationError),
        (served.url, "any", "", perplexity.BadRequestError),
    ]:
        try:
            perplexity_client(url, key).search.create(query=query)
        except wanted as refused:
            assert refused.body["error"]["message"], refused.body
        else:
            raise AssertionError(f"{wanted.__name__} was not raised")


def serpapi_client(url, key="any"):
    HTTPClient.BASE_DOMAIN = f"{url}/serpapi"
    return serpapi.Client(api_key=key)


def test_serpapi_a_search_names_the_native_hits_in_their_order(served):
    found = serpapi_client(served.url).search(engine="google", q="lens of a lamp", num=3)
    links = [result["link"] for result in found["organic_results"]]
    assert links == served.native_urls("lens of a lamp", 3), found
    assert found["search_metadata"]["status"] == "Success", found


def test_serpapi_the_client_pages_to_the_end_of_the_native_list(served):
    first = serpapi_client(served.url).search(engine="google", q="tower", num=4)
    links = [result["link"] for page in first.yield_pages() for result in page["organic_results"]]
    wanted = served.native_urls("tower", 100)
    assert len(wanted) > 8 and links == wanted, links


def test_serpapi_nothing_found_is_told_as_by_the_vendor(served):
    found = serpapi_client(served.url).search(engine="google", q=NOTHING)
    assert found["error"].startswith("Google hasn't returned any results"), found
    assert found["organic_results"] == [], found


def test_serpapi_a_wrong_key_is_the_exception_of_the_client(served):
    try:
        serpapi_client(served.guarded_url, "wrong-key").search(engine="google", q="storm")
    except serpapi.HTTPError as refused:
        assert refused.status_code == 401 and "API key" in refused.error, refused
    else:
        raise AssertionError("a wrong key was taken")
    assert serpapi_client(served.guarded_url, served.key).search(engine="google", q="storm")["organic_results"]


def google_client(url, key="any"):
    options = {"api_endpoint": f"{url}/google/"}
    return build("customsearch", "v1", developerKey=key, client_options=options, static_discovery=True).cse()


def test_google_a_search_names_the_native_hits_in_their_order(served):
    found = google_client(served.url).list(q="lens of a lamp", cx="any", num=3).execute()
    assert [item["link"] for item in found["items"]] == served.native_urls("lens of a lamp", 3), found


def test_google_the_client_pages_on(served):
    cse = google_client(served.url)
    links, start = [], 1
    while start is not None:
        found = cse.list(q="tower", cx="any", num=5, start=start).execute()
        links += [item["link"] for item in found["items"]]
        start = found["queries"].get("nextPage", [{"startIndex": None}])[0]["startIndex"]
    wanted = served.native_urls("tower", 100)
    assert len(wanted) > 10 and links == wanted, links


def test_google_one_site_and_a_span(served):
    found = google_client(served.url).list(q="tower", cx="any", siteSearch="lights.example", dateRestrict="m1").execute()
    assert [item["link"] for item in found["items"]] == ["https://lights.example/news/2025/automation"], found


def test_google_nothing_found_has_no_items(served):
    found = google_client(served.url).list(q=NOTHING, cx="any").execute()
    assert "items" not in found and found["searchInformation"]["totalResults"] == "0", found


def test_google_a_wrong_key_is_the_exception_of_the_client(served):
    try:
        google_client(served.guarded_url, "wrong-key").list(q="storm", cx="any").execute()
    except HttpError as refused:
        assert refused.status_code == 400 and "API key not valid" in refused.reason, refused
    else:
        raise AssertionError("a wrong key was taken")
    assert google_client(served.guarded_url, served.key).list(q="storm", cx="any").execute()["items"]


def linkup_client(url, key="any"):
    return linkup.LinkupClient(api_key=key, base_url=f"{url}/linkup/v1")


def test_linkup_a_search_names_the_native_hits_in_their_order(served):
    found = linkup_client(served.url).search("lens of a lamp", depth="standard", output_type="searchResults", max_results=3)
    assert [result.url for result in found.results] == served.native_urls("lens of a lamp", 3), found
    assert all(result.content and result.name for result in found.results), found


def test_linkup_an_answer_has_its_sources(served):
    query = "When was the first Fresnel lens lit?"
    answered = linkup_client(served.url).search(query, depth="deep", output_type="sourcedAnswer")
    assert "1823" in answered.answer, answered
    assert answered.sources[0].url == LENS, answered


def test_linkup_a_page_is_fetched_and_one_that_is_not_there_is_the_exception_of_the_client(served):
    page = linkup_client(served.url).fetch("https://lights.example/guide/lamp", include_raw_html=True)
    assert page.markdown.startswith("The first lamps") and "<h1>The lamp</h1>" in page.raw_html, page
    try:
        linkup_client(served.url).fetch("https://nowhere.example/")
    except linkup.LinkupFailedFetchError:
        return
    raise AssertionError("a page was fetched from nowhere")


def test_linkup_refusals_are_the_exceptions_of_the_client(served):
    for url, key, query, wanted in [
        (served.guarded_url, "wrong-key", "storm", linkup.LinkupAuthenticationError),
        (served.url, "any", "", linkup.LinkupInvalidRequestError),
    ]:
        try:
            linkup_client(url, key).search(query, depth="standard", output_type="searchResults")
        except wanted:
            continue
        raise AssertionError(f"{wanted.__name__} was not raised")


def test_smolagents_its_tool_with_an_endpoint_names_the_native_hits_in_their_order(served):
    endpoint = f"{served.url}/brave/res/v1/web/search"
    tool = ApiWebSearchTool(endpoint=endpoint, api_key="any", params={"count": 3}, rate_limit=None)
    answer = tool.forward(QUERY)
    places = [answer.index(f"]({url})") for url in served.native_urls(QUERY, 3)]
    assert places == sorted(places), answer


def test_smolagents_its_reader_of_duckduckgo_reads_the_lite_page(served):
    page = requests.get(f"{served.url}/duckduckgo/lite/", params={"q": QUERY})
    parser = WebSearchTool()._create_duckduckgo_parser()
    parser.feed(page.text)
    assert [result["link"] for result in parser.results] == served.native_urls(QUERY, 10), parser.results
    assert all(result["title"] and result["description"] for result in parser.results), parser.results


def test_smolagents_its_tool_reads_duckduckgo_and_bing_where_their_hosts_are_answered_here(served):
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
