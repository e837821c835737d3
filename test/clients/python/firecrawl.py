"""Firecrawl's own client for Python: version 2, synchronous (which asks at the root) and asynchronous, and version 1."""

from firecrawl import AsyncFirecrawl, Firecrawl, V1FirecrawlApp

LENS = "https://lights.example/guide/lens"
LAMP = "https://lights.example/guide/lamp"
TOWER = "https://lights.example/guide/tower"
ROCKS = ["https://rocks.example/skerry", "https://rocks.example/seals"]


def client(served, key="fc-any"):
    return Firecrawl(api_key=key, api_url=f"{served.url}/firecrawl")


def test_a_search_of_version_2_names_the_native_hits_in_their_order(served):
    found = client(served).search("lens of a lamp", limit=3)
    assert [hit.url for hit in found.web] == served.native_urls("lens of a lamp", 3), found


def test_a_search_with_formats_has_the_texts(served):
    found = client(served).search("keeper of a tower", limit=2, scrape_options={"formats": ["markdown"]})
    assert all(page.markdown for page in found.web), found
    assert [page.metadata.source_url for page in found.web] == served.native_urls("keeper of a tower", 2), found


def test_scrape_map_and_crawl_of_version_2_read_the_collection(served):
    page = client(served).scrape(LENS, formats=["markdown", "links"])
    assert page.markdown.startswith("A Fresnel lens") and page.links[0] == LAMP, page
    assert [link.url for link in client(served).map("https://rocks.example").links] == ROCKS
    crawl = client(served).crawl(LENS, limit=3, crawl_entire_domain=True)
    assert crawl.status == "completed", crawl
    assert [page.metadata.source_url for page in crawl.data] == [LENS, LAMP, TOWER], crawl


async def test_the_asynchronous_client_finds_the_same(served):
    asynchronous = AsyncFirecrawl(api_key="fc-any", api_url=f"{served.url}/firecrawl")
    found = await asynchronous.search("lens of a lamp", limit=3)
    assert [hit.url for hit in found.web] == served.native_urls("lens of a lamp", 3), found


def test_version_1_searches_scrapes_maps_and_crawls(served):
    app = V1FirecrawlApp(api_key="fc-any", api_url=f"{served.url}/firecrawl")
    found = app.search("keeper of a tower", limit=2)
    assert [hit["url"] for hit in found.data] == served.native_urls("keeper of a tower", 2), found
    assert app.scrape_url(LENS, formats=["markdown"]).markdown.startswith("A Fresnel lens")
    assert app.map_url("https://rocks.example").links == ROCKS
    crawl = app.crawl_url("https://rocks.example", limit=5)
    assert [page.metadata["sourceURL"] for page in crawl.data] == ROCKS, crawl


def test_a_wrong_key_is_told_in_the_words_of_the_vendor(served):
    guarded = Firecrawl(api_key="fc-wrong", api_url=f"{served.guarded_url}/firecrawl")
    try:
        guarded.search("fog")
    except Exception as refused:
        assert "Unauthorized" in str(refused), refused
    else:
        raise AssertionError("a wrong key was taken")
