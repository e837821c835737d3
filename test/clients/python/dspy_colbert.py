"""DSPy's ColBERTv2, over GET and over POST."""

import dspy


def titles(passages):
    return [passage["long_text"].split(" | ", 1)[0] for passage in passages]


def native_titles(served, query, k):
    return [hit["title"] for hit in served.native(query, k)]


def test_a_get_names_the_native_hits_in_their_order(served):
    search = dspy.ColBERTv2(url=f"{served.url}/dspy")
    passages = search("lens of a lamp", k=5)
    assert titles(passages) == native_titles(served, "lens of a lamp", 5), passages
    assert [passage["rank"] for passage in passages] == [1, 2, 3, 4, 5], passages


def test_a_post_names_the_native_hits_in_their_order(served):
    search = dspy.ColBERTv2(url=f"{served.url}/dspy", post_requests=True)
    passages = search("seals on a skerry", k=3)
    assert titles(passages) == native_titles(served, "seals on a skerry", 3), passages


def test_simplified_passages_are_their_texts(served):
    search = dspy.ColBERTv2(url=f"{served.url}/dspy")
    texts = search("lens of a lamp", k=2, simplify=True)
    assert texts[0].startswith("The Fresnel lens | A Fresnel lens bends the light"), texts


def test_a_query_without_hits_has_no_passages(served):
    search = dspy.ColBERTv2(url=f"{served.url}/dspy")
    assert search("site:nowhere.example keeper", k=3) == []


def test_an_index_chosen_by_its_name_gives_the_same(served):
    search = dspy.ColBERTv2(url=f"{served.url}/i/lights/dspy")
    assert titles(search("storm", k=2)) == native_titles(served, "storm", 2)


def test_a_missing_key_raises_the_status(served):
    search = dspy.ColBERTv2(url=f"{served.guarded_url}/dspy")
    try:
        search("lamp", k=1)
    except Exception as error:
        assert "401 Client Error" in str(error), error
    else:
        raise AssertionError("no error was raised")
