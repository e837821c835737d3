"""The examples of examples/python, each with the framework that it is for."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "examples" / "python"))

import dspy
import langchain_retriever
import llamaindex_retriever
from dspy.utils import DummyLM
from dspy_answer import AnswerFromCollection
from openai_agents_mcp import collection, look_around


def test_langchain_is_given_the_native_passages_in_their_order(served):
    documents = langchain_retriever.StillwebRetriever(base_url=served.url, k=3).invoke("lens of a lamp")
    assert [document.metadata["source"] for document in documents] == served.native_urls("lens of a lamp", 3), documents
    assert "bends the light" in documents[0].page_content
    assert documents[0].metadata["index"].startswith("lights@")


def test_langchain_asks_the_pinned_index_with_its_token(served):
    index = langchain_retriever.StillwebRetriever(base_url=served.url, k=1).invoke("lamp")[0].metadata["index"]
    retriever = langchain_retriever.StillwebRetriever(base_url=served.guarded_url, index=index, token=served.key)
    assert retriever.invoke("lamp")[0].metadata["id"] == "lamp"


def test_llamaindex_is_given_the_native_passages_in_their_order(served):
    found = llamaindex_retriever.StillwebRetriever(served.url, k=3).retrieve("lens of a lamp")
    assert [each.node.metadata["source"] for each in found] == served.native_urls("lens of a lamp", 3), found
    assert "bends the light" in found[0].node.get_content()
    assert found[0].score >= found[1].score >= found[2].score


def test_llamaindex_asks_with_its_token(served):
    retriever = llamaindex_retriever.StillwebRetriever(served.guarded_url, token=served.key, k=1)
    assert retriever.retrieve("lamp")[0].node.metadata["id"] == "lamp"


def test_dspy_shows_its_model_the_native_passages(served):
    question = "How many orders of lenses are there?"
    model = DummyLM([{"reasoning": "It stands there.", "answer": "Six."}])
    with dspy.context(lm=model):
        prediction = AnswerFromCollection(served.url, k=2)(question=question)
    assert prediction.answer == "Six."
    shown = str(model.history[-1]["messages"])
    assert "Lenses come in six orders" in shown, shown
    ids = [hit["id"] for hit in served.native(question, 2)]
    assert [source.split("#")[0] for source in prediction.sources] == ids, prediction


async def test_the_openai_agents_sdk_lists_the_tools_of_mcp_and_searches(served):
    seen = await look_around(served.url, "lens of a lamp")
    assert seen["tools"] == ["search", "fetch", "grep", "links"], seen
    assert [result["url"] for result in seen["results"]][:3] == served.native_urls("lens of a lamp", 3), seen


async def test_the_openai_agents_sdk_reads_through_mcp_with_its_token(served):
    async with collection(served.guarded_url, served.key) as server:
        read = await server.call_tool("fetch", {"id": "lens"})
    assert "Lenses come in six orders" in read.content[0].text, read
