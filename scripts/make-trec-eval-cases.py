"""Makes test/golden/trec-eval.json: small seeded runs and judgments, and what trec_eval measures of them; and
test/golden/trec-eval-served.json: rankings as they are served, the scores under which they are written, and what
trec_eval measures of both; and test/golden/trec-eval-measures.json: a hundred runs with ties, and every measure of them.

Run it from the repository root; the output is the same bytes each time:

    python3 -m venv /tmp/trec-eval && /tmp/trec-eval/bin/pip install pytrec-eval-terrier==0.5.11
    /tmp/trec-eval/bin/python scripts/make-trec-eval-cases.py

pytrec_eval is trec_eval's own C code behind a Python face. It leaves out topics that are not in both the run and the
judgments, so figures are per topic; means are the tests' own matter. trec_eval has no reciprocal rank with a cut: MRR@10
is its recip_rank where that is 1/10 or more, and 0 otherwise, which is the same thing.
"""

import json
import random
import struct
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


def measure(qrels, run):
    """Our measures, by topic, as trec_eval computes them."""
    wanted = {"ndcg_cut.10", "map", "recip_rank", "P.10", "recall.5,100"}
    measured = pytrec_eval.RelevanceEvaluator(qrels, wanted).evaluate(run)
    figures = {}
    for topic, values in sorted(measured.items()):
        figures[topic] = {ours: values[theirs] for ours, theirs in MEASURES.items()}
        if figures[topic]["MRR@10"] < 0.1:
            figures[topic]["MRR@10"] = 0.0
    return figures


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
    return {"name": f"{name} {seed}", "qrels": qrels, "run": run, "measures": measure(qrels, run)}


# name, documents of a ranking, its score at a place
SERVED = [
    ("all scores equal", 30, lambda place: 17246),
    ("equal scores of a hybrid search, beyond the digits of a 32-bit float", 40, lambda place: 1677721600),
    ("hybrid scores closer than a 32-bit float", 60, lambda place: 1677721600 - place // 2),
    ("groups of ties", 120, lambda place: 5000 - place // 7),
    ("groups of ties through zero", 60, lambda place: 3 - place // 8),
    ("negative ties", 40, lambda place: -1000 - place // 20),
    ("behind the nearest of a graph one that scores more", 50, lambda place: 900 - place if place < 20 else 890 - place // 4),
]


def as_float(score):
    return struct.unpack("f", struct.pack("f", score))[0]


def next_below(value):
    """The largest 32-bit float below a 32-bit float."""
    if value == 0:
        return -struct.unpack("f", struct.pack("I", 1))[0]
    bits = struct.unpack("I", struct.pack("f", value))[0]
    return struct.unpack("f", struct.pack("I", bits - 1 if value > 0 else bits + 1))[0]


def written_scores(scores):
    """As src/evaluation/trec-order.ts says it, once more."""
    written, previous = [], float("inf")
    for score in scores:
        kept = as_float(score) < previous
        previous = as_float(score) if kept else next_below(previous)
        written.append(score if kept else previous)
    return written


def make_served_case(seed, shape):
    name, length, score_at = shape
    rng = random.Random(1000 + seed)
    ranked = rng.sample([f"d{i}" for i in range(3 * length)], length)
    scores = [score_at(place) for place in range(length)]
    # Judged are documents of the ranking, so that another order has other measures.
    judged = {id: rng.choice([0, 1, 2]) for id in rng.sample(ranked, length // 2)}
    judged[ranked[1]] = 2
    qrels, written = {"1": judged}, written_scores(scores)
    return {
        "name": name,
        "judgments": judged,
        "served": list(zip(ranked, scores)),
        "written": written,
        "measures": measure(qrels, {"1": dict(zip(ranked, written))})["1"],
        "measuresOfServedScores": measure(qrels, {"1": dict(zip(ranked, scores))})["1"],
    }


# What trec_eval calls them, by lowest relevant grade, and what we do.
EVERY_MEASURE = {
    1: {
        "nDCG": "ndcg", "nDCG@5": "ndcg_cut.5", "nDCG@20": "ndcg_cut.20", "MAP": "map", "MAP@10": "map_cut.10",
        "MRR": "recip_rank", "P@5": "P.5", "P@20": "P.20", "R@5": "recall.5", "R@20": "recall.20", "Rprec": "Rprec",
        "Bpref": "bpref", "Success@1": "success.1", "Success@5": "success.5", "SetP": "set_P", "SetR": "set_recall",
        "SetF": "set_F",
    },
    2: {
        "MAP(rel=2)": "map", "MRR(rel=2)": "recip_rank", "P(rel=2)@5": "P.5", "R(rel=2)@20": "recall.20",
        "Rprec(rel=2)": "Rprec", "Bpref(rel=2)": "bpref", "Success(rel=2)@5": "success.5", "SetF(rel=2)": "set_F",
    },
}


def judged_share(judgments, run, cut):
    """trec_eval has no such measure: that of ir-measures, in the order of trec_eval."""
    order = sorted(run, key=lambda id: (as_float(run[id]), id.encode()), reverse=True)[:cut]
    return sum(id in judgments for id in order) / len(order)


def make_measures_case(seed):
    rng = random.Random(5000 + seed)
    ids = [f"d{i}" for i in range(45)]
    grades = rng.choice([[0, 1], [0, 1, 2], [-1, 0, 1, 2, 3], [0, 0, 0, 2]])
    judgments = {id: rng.choice(grades) for id in rng.sample(ids, rng.randrange(4, 25))}
    # A topic with nothing but negative grades makes trec_eval read levels of an earlier topic.
    judgments[rng.choice(sorted(judgments))] = max(grades)
    values = rng.choice([3, 8, 50])
    run = {id: rng.randrange(values) / 4 for id in rng.sample(ids, rng.randrange(1, 40))}
    measures = {}
    for level, names in EVERY_MEASURE.items():
        evaluator = pytrec_eval.RelevanceEvaluator({"1": judgments}, set(names.values()), relevance_level=level)
        found = evaluator.evaluate({"1": run})["1"]
        measures |= {ours: found[theirs.replace(".", "_")] for ours, theirs in names.items()}
    measures["Judged@10"] = judged_share(judgments, run, 10)
    return {"judgments": judgments, "run": run, "measures": measures}


def write_cases(path, cases):
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    Path(path).write_text("[\n" + lines + "\n]\n")


def main():
    cases = [make_case(seed, SHAPES[seed % len(SHAPES)]) for seed in range(3 * len(SHAPES))]
    write_cases("test/golden/trec-eval.json", cases)
    write_cases("test/golden/trec-eval-served.json", [make_served_case(*each) for each in enumerate(SERVED)])
    write_cases("test/golden/trec-eval-measures.json", [make_measures_case(seed) for seed in range(100)])


if __name__ == "__main__":
    main()
