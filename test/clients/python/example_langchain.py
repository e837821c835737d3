"""examples/python/langchain_retriever.py"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "examples" / "python"))

from langchain_retriever import StillwebRetriever


def test_langchain_is_given_the_native_passages_in_their_order(served):
    documents = StillwebRetriever(base_url=served.url, k=3).invoke("lens of a lamp")
    assert [document.metadata["source"] for document in documents] == served.native_urls("lens of a lamp", 3), documents
    assert "bends the light" in documents[0].page_content
    assert documents[0].metadata["index"].startswith("lights@")


def test_langchain_asks_the_pinned_index_with_its_token(served):
    index = StillwebRetriever(base_url=served.url, k=1).invoke("lamp")[0].metadata["index"]
    retriever = StillwebRetriever(base_url=served.guarded_url, index=index, token=served.key)
    assert retriever.invoke("lamp")[0].metadata["id"] == "lamp"
