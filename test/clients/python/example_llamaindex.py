"""examples/python/llamaindex_retriever.py"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "examples" / "python"))

from llamaindex_retriever import StillwebRetriever


def test_llamaindex_is_given_the_native_passages_in_their_order(served):
    found = StillwebRetriever(served.url, k=3).retrieve("lens of a lamp")
    assert [each.node.metadata["source"] for each in found] == served.native_urls("lens of a lamp", 3), found
    assert "bends the light" in found[0].node.get_content()
    assert found[0].score >= found[1].score >= found[2].score


def test_llamaindex_asks_with_its_token(served):
    assert StillwebRetriever(served.guarded_url, token=served.key, k=1).retrieve("lamp")[0].node.metadata["id"] == "lamp"
