"""Makes test/golden/trec-eval.json: small seeded runs and judgments, and what trec_eval measures of them.

Run it from the repository root; the output is the same bytes each time:

    python3 -m venv /tmp/trec-eval && /tmp/trec-eval/bin/pip install pytrec-eval-terrier==0.5.11
    /tmp/trec-eval/bin/python scripts/make-trec-eval-cases.py

pytrec_eval is trec_eval's own C code behind a Python face. It leaves out topics that are not in both the run and the
judgments, so figures are per topic; means are the tests' own matter. trec_eval has no reciprocal rank with a cut: MRR@10
is its recip_rank where that is 1/10 or more, and 0 otherwise, which is the same thing.
"""

import json
import random
from pathlib import Path

import pytrec_eval

MEASURES = {
    "nDCG@10": "ndcg_cut_10",
    "MAP": "map",
    "MRR@10": "recip_rank",
    "P@10": "P_10",
    "R@5": "recall_5",
    "R@100": "recall_100",
}

# name, documents of the collection, length of a run, judgments a topic, grades, scores
SHAPES = [
    ("distinct scores", 60, 30, 12, [0, 1], "distinct"),
    ("ties in score", 60, 30, 12, [0, 1], "tied"),
    ("all scores equal", 40, 20, 10, [0, 1, 2], "equal"),
    ("graded judgments", 60, 30, 20, [0, 1, 2, 3], "distinct"),
    ("negative judgments", 60, 30, 20, [-2, -1, 0, 1, 2], "tied"),
    ("no relevant document", 30, 15, 8, [0], "distinct"),
    ("run shorter than five", 60, 3, 10, [0, 1], "distinct"),
    ("run longer than a hundred", 400, 250, 60, [0, 1, 3], "tied"),
    ("more relevant than the cut", 80, 40, 30, [1, 2, 4], "distinct"),
    ("scores closer than a 32-bit float", 60, 30, 12, [0, 1], "close"),
    ("ids beyond the basic plane", 60, 30, 20, [0, 1, 2], "equal"),
    ("negative and zero scores", 60, 30, 15, [0, 1], "signed"),
    ("one relevant document", 120, 60, 1, [1], "tied"),
]


def make_ids(name, count):
    if name == "ids beyond the basic plane":
        letters = ["a", "é", "漢", "\uffee", "\U0001f600", "\U00010400"]
        return [letters[i % len(letters)] + str(i) for i in range(count)]
    return [f"d{i}" for i in range(count)]


def make_score(rng, kind, position):
    if kind == "distinct":
        return 1000.0 - position
    if kind == "tied":
        return float(rng.randrange(6))
    if kind == "equal":
        return 7.0
    if kind == "close":
        return 1.0 + rng.randrange(8) * 1e-8
    return float(rng.randrange(-3, 4))


def make_case(seed, shape):
    name, documents, length, judged, grades, kind = shape
    rng = random.Random(seed)
    ids = make_ids(name, documents)
    qrels, run = {}, {}
    for topic in ["1", "2", "a-3"]:
        qrels[topic] = {id: rng.choice(grades) for id in rng.sample(ids, judged)}
        # A topic with nothing but negative grades makes trec_eval read levels of an earlier topic.
        qrels[topic][rng.choice(sorted(qrels[topic]))] = max(grades)
        retrieved = rng.sample(ids, length)
        run[topic] = {id: make_score(rng, kind, i) for i, id in enumerate(retrieved)}
    if seed % 3 == 0:
        del run["2"]
    if seed % 4 == 1:
        del qrels["a-3"]
    wanted = {"ndcg_cut.10", "map", "recip_rank", "P.10", "recall.5,100"}
    measured = pytrec_eval.RelevanceEvaluator(qrels, wanted).evaluate(run)
    figures = {}
    for topic, values in sorted(measured.items()):
        figures[topic] = {ours: values[theirs] for ours, theirs in MEASURES.items()}
        if figures[topic]["MRR@10"] < 0.1:
            figures[topic]["MRR@10"] = 0.0
    return {"name": f"{name} {seed}", "qrels": qrels, "run": run, "measures": figures}


def main():
    cases = [make_case(seed, SHAPES[seed % len(SHAPES)]) for seed in range(3 * len(SHAPES))]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    Path("test/golden/trec-eval.json").write_text("[\n" + lines + "\n]\n")


if __name__ == "__main__":
    main()
