"""Scores the documents of an index from its files alone: python3 score.py INDEX TERM...

Prints `score id` of the ten best documents: the integers and the order of
`stillweb search INDEX QUERY --mode bm25 --no-fuzzy --no-request-words --no-collapse`. Terms are those of the index: small words
with the analyzer `plain`, stems with `english`, as --explain of a search names them. In an index of --ranking bm25 every
impact is first computed anew, by BM25 from counts and lengths; one that is not the stored one ends the program.
"""
import json, math, sys
from collections import Counter
from pathlib import Path
from index_files import frequencies, postings, sections, terms


def impact_of(manifest, count, length, df, least_df):
    """What BM25 gives, of 16,383 for the largest that there can be."""
    passages, k1, b = manifest["counts"]["passages"], manifest["bm25"]["k1"], manifest["bm25"]["b"]
    idf = lambda df: math.log(1 + (passages - df + 0.5) / (df + 0.5))
    norm = k1 * (1 - b + b * length / (manifest["counts"]["tokens"] / passages))
    return min(16383, max(1, math.floor(16383 * (idf(df) * count / (count + norm)) / idf(least_df) + 0.5)))


def best_documents(directory, query, depth=10):
    current = json.loads((directory / "CURRENT").read_bytes())
    folder = directory / "generations" / current["generation"]
    manifest = json.loads((folder / "manifest.json").read_bytes())
    passages, ids = sections(folder / "passages.bin"), sections(folder / "ids.bin")
    found, dfs, scores, first = [], Counter(), Counter(), 0
    for shard, size in enumerate(manifest["counts"]["shards"]):
        file = {}
        for kind in ("terms", "postings", "positions"): file |= sections(folder / f"{kind}-{shard:03}.bin")
        for term, text in enumerate(terms(file["term.bytes"])):
            listed = postings(file, term, -(-size // 16384)) if text in query else []
            # A frequent term is in 64 passages or more, and so not the rarest.
            dfs[text] += len(listed) or file["df"][term] or 64
            for (passage, impact), count in zip(listed, frequencies(file, term, -(-size // 16384))):
                found.append((text, first + passage, impact, count))
        first += size
    least_df = min(dfs.values())
    for text, passage, impact, count in found:
        if manifest["ranking"] == 1:
            computed = impact_of(manifest, count, passages["length"][passage], dfs[text], least_df)
            if computed != impact: sys.exit(f"{text} in passage {passage}: {impact} is stored, BM25 gives {computed}")
        scores[passage] += impact * query.count(text)
    best = {}  # A document stands where the best of its passages does; of equal ones the first.
    for passage, score in sorted(scores.items(), key=lambda each: (-each[1], each[0])):
        best.setdefault(passages["document"][passage], score)
    name = lambda d: bytes(ids["id.bytes"][ids["id.offsets"][d] : ids["id.offsets"][d + 1]]).decode()
    return [(score, name(document)) for document, score in list(best.items())[:depth]]


if __name__ == "__main__":
    if len(sys.argv) < 3: sys.exit(__doc__)
    for score, name in best_documents(Path(sys.argv[1]), sys.argv[2:]): print(score, name)
