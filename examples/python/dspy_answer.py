"""A module of DSPy that answers from what a stillweb server finds.

    pip install dspy
    python dspy_answer.py http://127.0.0.1:7080 openai/NAME "How many orders of lenses are there?"

The name of the model is one of LiteLLM's, such as `openai/NAME` with OPENAI_API_KEY and, for a server of your own, OPENAI_API_BASE.
"""

import json
import sys
import urllib.request

import dspy


class AnswerFromCollection(dspy.Module):
    """Gives `answer`, and `sources`: ids of the passages that the model was shown, best first."""

    def __init__(self, base_url: str = "http://127.0.0.1:7080", k: int = 3) -> None:
        super().__init__()
        self.base_url = base_url
        self.k = k
        self.respond = dspy.ChainOfThought("context, question -> answer")

    def forward(self, question: str) -> dspy.Prediction:
        hits = self.search(question)
        context = [f"{hit['title']}: {hit['text']}" for hit in hits]
        response = self.respond(context=context, question=question)
        return dspy.Prediction(answer=response.answer, sources=[hit["passage"]["id"] for hit in hits])

    def search(self, query: str) -> list[dict]:
        body = {"query": query, "k": self.k, "unit": "passage", "text": True, "snippet": False}
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"{self.base_url}/v1/search", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)["hits"]


if __name__ == "__main__":
    base_url, model, question = sys.argv[1:]
    dspy.configure(lm=dspy.LM(model))
    print(AnswerFromCollection(base_url)(question=question))
