"""Serper through LangChain's GoogleSerperAPIWrapper, whose host is written into it.

What it sends to that host is led to the server here, with the name of the host kept, as a resolver or a proxy would do.
"""

from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import urlsplit

import requests
from langchain_community.utilities import GoogleSerperAPIWrapper


class LedAdapter(requests.adapters.HTTPAdapter):
    """Sends every request to one server, whoever it is for."""

    def __init__(self, server):
        super().__init__()
        self.server = server

    def send(self, request, **options):
        address = urlsplit(request.url)
        request.headers["Host"] = address.netloc
        request.url = f"{self.server}{address.path}?{address.query}"
        return super().send(request, **options)


@contextmanager
def intercepted(server):
    with patch.object(requests.Session, "get_adapter", lambda self, url: LedAdapter(server)):
        yield


def results(served, query, **options):
    with intercepted(served.url):
        return GoogleSerperAPIWrapper(serper_api_key="any", **options).results(query)


def run(served, query):
    with intercepted(served.url):
        return GoogleSerperAPIWrapper(serper_api_key="any").run(query)


def test_langchain_names_the_native_hits_in_their_order(served):
    found = results(served, "lens of a lamp", k=3)
    assert [hit["link"] for hit in found["organic"]] == served.native_urls("lens of a lamp", 3), found
    assert found["searchParameters"]["num"] == 3, found


def test_langchain_reads_news_and_runs_to_a_text(served):
    news = results(served, "storm breaks windows", type="news")
    assert news["news"][0]["link"] == "https://lights.example/news/2025/storm", news
    assert "Fresnel lens" in run(served, "lens of a lamp")


def test_langchain_runs_a_query_without_hits_to_its_own_empty_answer(served):
    assert run(served, "site:nowhere.example keeper") == "No good Google Search Result was found"


def test_a_wrong_key_is_refused_with_the_status_of_the_vendor(served):
    try:
        with intercepted(served.guarded_url):
            GoogleSerperAPIWrapper(serper_api_key="wrong").results("fog")
    except requests.HTTPError as refused:
        assert refused.response.status_code == 403, refused
        assert refused.response.json() == {"message": "Unauthorized.", "statusCode": 403}
    else:
        raise AssertionError("a wrong key was taken")
