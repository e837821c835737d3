"""A retriever of LlamaIndex over a stillweb server: nodes are passages, best first.

    pip install llama-index-core
    python llamaindex_retriever.py http://127.0.0.1:7080 "lens of a lamp"
"""

import json
import sys
import urllib.request
from typing import Optional

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode


class StillwebRetriever(BaseRetriever):
    """Scores compare only within one call. `metadata["index"]` names the content that answered."""

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:7080",
        index: Optional[str] = None,
        k: int = 4,
        token: Optional[str] = None,
    ) -> None:
        super().__init__()
        self._url = f"{base_url}/v1/search"
        self._fields = {"k": k, "unit": "passage", "text": True, "snippet": False}
        if index is not None:
            self._fields["index"] = index
        self._headers = {"content-type": "application/json"}
        if token is not None:
            self._headers["authorization"] = f"Bearer {token}"

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        body = json.dumps({**self._fields, "query": query_bundle.query_str}).encode()
        with urllib.request.urlopen(urllib.request.Request(self._url, body, self._headers), timeout=30) as response:
            answer = json.load(response)
        index = "{name}@{id}".format(**answer["index"])
        return [node_of(hit, index) for hit in answer["hits"]]


def node_of(hit: dict, index: str) -> NodeWithScore:
    metadata = {"source": hit["url"] or hit["id"], "id": hit["id"], "title": hit["title"], "index": index}
    return NodeWithScore(node=TextNode(id_=hit["passage"]["id"], text=hit["text"], metadata=metadata), score=hit["score"])


if __name__ == "__main__":
    base_url, query = sys.argv[1:]
    for found in StillwebRetriever(base_url).retrieve(query):
        print(found.score, found.node.metadata["source"], found.node.get_content()[:80])
