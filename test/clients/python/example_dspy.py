"""examples/python/dspy_answer.py, with a model that says what it was shown."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "examples" / "python"))

import dspy
from dspy.utils import DummyLM
from dspy_answer import AnswerFromCollection


def test_dspy_shows_its_model_the_native_passages(served):
    model = DummyLM([{"reasoning": "It stands there.", "answer": "Six."}])
    with dspy.context(lm=model):
        prediction = AnswerFromCollection(served.url, k=2)(question="How many orders of lenses are there?")
    assert prediction.answer == "Six."
    shown = str(model.history[-1]["messages"])
    assert "Lenses come in six orders" in shown, shown
    ids = [hit["id"] for hit in served.native("How many orders of lenses are there?", 2)]
    assert [source.split("#")[0] for source in prediction.sources] == ids, prediction
