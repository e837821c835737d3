"""Ranks the postings of a CIFF file with two engines of PyPI, each alone: bmp, which reads the file itself, and PISA, which is given
what ciff-toolkit reads in it.

    python engines.py FILE.ciff QUERIES.json K FOLDER

QUERIES.json is a list of objects of terms and weights, K how many documents are wanted, FOLDER an empty one. Prints JSON: for each engine,
for each query, a list of document ids and scores.
"""
import ctypes
import glob
import importlib.util
import json
import os
import sys

import numpy as np
from ciff_toolkit.read import CiffReader


def rank_with_bmp(path, queries, k, folder):
    import bmp
    index = os.path.join(folder, "index.bmp")
    bmp.ciff2bmp(path, index, 32, False)
    searcher = bmp.Searcher(index)
    # bmp panics at a query without a known term.
    return [[list(hit) for hit in zip(*searcher.search(query, k, 1.0, 1.0))] if query else [] for query in queries]


def open_pisa():
    """The native module alone: the package around it needs PyTerrier and a JVM."""
    ctypes.CDLL(os.path.join(sys.prefix, "lib", "libtbb.so.2"), mode=ctypes.RTLD_GLOBAL)
    package = importlib.util.find_spec("pyterrier_pisa").submodule_search_locations[0]
    path = glob.glob(os.path.join(package, "_pisathon*.so"))[0]
    spec = importlib.util.spec_from_file_location("_pisathon", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rank_with_pisa(path, queries, k, folder):
    pisa = open_pisa()
    with CiffReader(path) as reader:
        header = reader.read_header()
        terms, docs, freqs = [], [np.array([1, header.num_docs], np.uint32)], []
        for postings in reader.read_postings_lists():
            terms.append(postings.term)
            numbers = np.cumsum([p.docid for p in postings.postings]).astype(np.uint32)
            size = np.array([len(numbers)], np.uint32)
            docs += [size, numbers]
            freqs += [size, np.array([p.tf for p in postings.postings], np.uint32)]
        records = list(reader.read_documents())
    assert [r.docid for r in records] == list(range(header.num_docs))
    assert terms == sorted(terms, key=lambda term: term.encode())
    np.concatenate(docs).tofile(os.path.join(folder, "inv.docs"))
    np.concatenate(freqs).tofile(os.path.join(folder, "inv.freqs"))
    np.array([header.num_docs] + [r.doclength for r in records], np.uint32).tofile(os.path.join(folder, "inv.sizes"))
    for name, lexicon, values in (
        ("fwd.terms", "fwd.termlex", terms),
        ("fwd.documents", "fwd.doclex", [r.collection_docid for r in records]),
    ):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.writelines(value + "\n" for value in values)
        pisa.build_binlex(os.path.join(folder, name), os.path.join(folder, lexicon))
    context = pisa.RetrievalContext()
    pisa.prepare_index(context, folder, "block_simdbp", "quantized", "", block_size=64, quantize=0)
    size = len(queries) * k
    places, ranks, scores = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.float32)
    names = np.empty(size, object)
    asked = [(i, {term: float(weight) for term, weight in query.items()}) for i, query in enumerate(queries)]
    found = pisa.retrieve(
        context,
        "block_max_wand",
        asked,
        k=k,
        threads=1,
        query_weighted=1,
        pretokenised=1,
        result_qidxs=places,
        result_docnos=names,
        result_ranks=ranks,
        result_scores=scores,
    )
    hits = [[] for _ in queries]
    for place, name, score in zip(places[:found].tolist(), names[:found].tolist(), scores[:found].tolist()):
        hits[place].append([name, score])
    return hits


if __name__ == "__main__":
    ciff, queries_path, k, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    with open(queries_path, encoding="utf-8") as f:
        queries = json.load(f)
    ranked = {"pisa": rank_with_pisa(ciff, queries, k, folder)}
    if os.environ.get("WITHOUT_BMP") != "1":
        ranked["bmp"] = rank_with_bmp(ciff, queries, k, folder)
    print(json.dumps(ranked))
