"""Reads cases as JSON from standard input, {"measures": [...], "cases": [{"qrels": {...}, "run": {...}}]} or {"measures": [...],
"qrels": FILE, "run": FILE}, and prints what ir-measures says of each topic of each."""

import json
import sys

import ir_measures


def main():
    asked = json.load(sys.stdin)
    measures = [ir_measures.parse_measure(name) for name in asked["measures"]]
    names = dict(zip(map(str, measures), asked["measures"]))
    if "run" in asked:
        cases = [(list(ir_measures.read_trec_qrels(asked["qrels"])), list(ir_measures.read_trec_run(asked["run"])))]
    else:
        cases = [(case["qrels"], case["run"]) for case in asked["cases"]]
    answers = []
    for qrels, run in cases:
        topics = {}
        for found in ir_measures.iter_calc(measures, qrels, run):
            topics.setdefault(found.query_id, {})[names[str(found.measure)]] = found.value
        answers.append(topics)
    print(json.dumps(answers))


main()
