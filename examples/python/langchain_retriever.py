"""A retriever of LangChain over a stillweb server: passages with their texts, best first.

    pip install langchain-core
    python langchain_retriever.py http://127.0.0.1:7080 "lens of a lamp"
"""

import json
import sys
import urllib.request
from typing import Optional

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever


class StillwebRetriever(BaseRetriever):
    """Equal queries to an equal index give equal documents: `metadata["index"]` names its content."""

    base_url: str = "http://127.0.0.1:7080"
    #: `NAME`, or `NAME@ID` to insist on one content.
    index: Optional[str] = None
    k: int = 4
    token: Optional[str] = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        body = {"query": query, "k": self.k, "unit": "passage", "text": True, "snippet": False}
        if self.index is not None:
            body["index"] = self.index
        headers = {"content-type": "application/json"}
        if self.token is not None:
            headers["authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(f"{self.base_url}/v1/search", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            answer = json.load(response)
        index = "{name}@{id}".format(**answer["index"])
        return [document_of(hit, index) for hit in answer["hits"]]


def document_of(hit: dict, index: str) -> Document:
    metadata = {
        # What citations name: the URL, or the id where there is none.
        "source": hit["url"] or hit["id"],
        "id": hit["id"],
        "title": hit["title"],
        "rank": hit["rank"],
        "score": hit["score"],
        "index": index,
    }
    return Document(id=hit["passage"]["id"], page_content=hit["text"], metadata=metadata)


if __name__ == "__main__":
    base_url, query = sys.argv[1:]
    for document in StillwebRetriever(base_url=base_url).invoke(query):
        print(document.metadata["rank"], document.metadata["source"], document.page_content[:80])
