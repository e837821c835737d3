"""Exa's own client for Python, with a base URL."""

from exa_py import Exa

LENS = "https://lights.example/guide/lens"


def client(served, key="any"):
    return Exa(key, base_url=f"{served.url}/exa")


def test_a_search_names_the_native_hits_in_their_order(served):
    found = client(served).search("lens of a lamp", num_results=3, contents={"text": True, "highlights": True})
    assert [result.url for result in found.results] == served.native_urls("lens of a lamp", 3), found
    assert all(result.text and result.highlights and result.title for result in found.results), found


def test_a_search_takes_hosts_and_days(served):
    found = client(served).search(
        "tower",
        include_domains=["lights.example"],
        start_published_date="2025-01-01",
        end_published_date="2025-01-31",
        contents=False,
    )
    assert [result.url for result in found.results] == ["https://lights.example/news/2025/storm"], found


def test_contents_tell_which_url_is_not_there(served):
    found = client(served).get_contents([LENS, "https://nowhere.example/"], text=True)
    assert [result.url for result in found.results] == [LENS], found
    assert found.results[0].text.startswith("A Fresnel lens"), found
    assert [status.status for status in found.statuses] == ["success", "error"], found.statuses


def test_an_answer_has_its_sources(served):
    answered = client(served).answer("When was the first Fresnel lens lit?", text=True)
    assert "1823" in answered.answer, answered
    assert answered.citations[0].url == LENS, answered


def test_an_answer_comes_as_a_stream(served):
    chunks = list(client(served).stream_answer("storm"))
    assert "winter storm" in "".join(chunk.content or "" for chunk in chunks), chunks
    assert any(chunk.citations for chunk in chunks), chunks


def test_documents_like_another_leave_it_out(served):
    found = client(served).find_similar("https://rocks.example/skerry", num_results=3)
    urls = [result.url for result in found.results]
    assert len(urls) == 3 and "https://rocks.example/skerry" not in urls, urls


def test_a_wrong_key_is_told_in_the_words_of_the_vendor(served):
    exa = Exa("wrong-key", base_url=f"{served.guarded_url}/exa")
    try:
        exa.search("storm")
    except Exception as refused:
        assert "401" in str(refused) and "INVALID_API_KEY" in str(refused), refused
    else:
        raise AssertionError("a wrong key was taken")
    found = Exa(served.key, base_url=f"{served.guarded_url}/exa").search("storm", num_results=1)
    assert len(found.results) == 1, found
