"""Makes the small models of test/fixtures/models: an encoder and a cross-encoder with random weights, in the folders of sentence-transformers.

    pip install onnx==1.23.2 numpy
    python scripts/make-model-fixtures.py test/fixtures/models

Their vocabulary is the letters and some words of this page. What they say means little; that it is always the same is what is tested.
"""

import json
import pathlib
import string
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WIDTH = 48
SEED = 20_261_129
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = """the of and a in to is was for on that by with as at from quick brown fox dense passage retrieval open domain question
answering dogs puppies puppy young dog interest rates central banks search index document documents query ranking posting list
word words more some inverted term frequency score what how where who does work page text title""".split()


def vocabulary():
    letters = list(string.ascii_lowercase + string.digits + string.punctuation)
    tokens = SPECIAL + letters + [f"##{c}" for c in string.ascii_lowercase + string.digits] + sorted(set(WORDS) - set(letters))
    return {token: number for number, token in enumerate(tokens)}


def tokenizer(vocab):
    special = [
        {"id": vocab[t], "content": t, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for t in SPECIAL
    ]
    cls, sep = {"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": special,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [cls, {"Sequence": {"id": "A", "type_id": 0}}, sep],
            "pair": [
                cls,
                {"Sequence": {"id": "A", "type_id": 0}},
                sep,
                {"Sequence": {"id": "B", "type_id": 1}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 1}},
            ],
            "special_tokens": {t: {"id": t, "ids": [vocab[t]], "tokens": [t]} for t in ("[CLS]", "[SEP]")},
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": vocab},
    }


def inputs():
    return [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "tokens"]) for n in ("input_ids", "attention_mask", "token_type_ids")]


def layers(random, size):
    """Token vectors, one round of attention, and a bend: enough that every token depends on its neighbours."""
    weights = {
        "table": random.normal(0, 1, (size, WIDTH)),
        "kinds": random.normal(0, 0.1, (2, WIDTH)),
        "query": random.normal(0, WIDTH**-0.5, (WIDTH, WIDTH)),
        "key": random.normal(0, WIDTH**-0.5, (WIDTH, WIDTH)),
        "bend": random.normal(0, WIDTH**-0.5, (WIDTH, WIDTH)),
        "scale": np.array(WIDTH**-0.5),
    }
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["token"]),
        helper.make_node("Gather", ["kinds", "token_type_ids"], ["kind"]),
        helper.make_node("Add", ["token", "kind"], ["x"]),
        helper.make_node("MatMul", ["x", "query"], ["q"]),
        helper.make_node("MatMul", ["x", "key"], ["k"]),
        helper.make_node("Transpose", ["k"], ["kt"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["q", "kt"], ["qk"]),
        helper.make_node("Mul", ["qk", "scale"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["shares"], axis=-1),
        helper.make_node("MatMul", ["shares", "x"], ["mixed"]),
        helper.make_node("MatMul", ["mixed", "bend"], ["bent"]),
        helper.make_node("Erf", ["bent"], ["curved"]),
        helper.make_node("Add", ["x", "curved"], ["last_hidden_state"]),
    ]
    return nodes, {name: value.astype(np.float32) for name, value in weights.items()}


def model(nodes, weights, outputs, more=()):
    tensors = [numpy_helper.from_array(value, name) for name, value in weights.items()] + list(more)
    graph = helper.make_graph(nodes, "small", inputs(), outputs, tensors)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="")
    onnx.checker.check_model(made)
    return made


def encoder(random, size):
    nodes, weights = layers(random, size)
    return model(nodes, weights, [HIDDEN])


HIDDEN = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "tokens", WIDTH])


def cross_encoders(random, size):
    """
    The product of the means of both sides, and a little of what attention makes of the first token. By the name of the graph: one
    logit; two that differ by it, behind another output; and three, which are no score.
    """
    nodes, weights = layers(random, size)
    weights["head"] = random.normal(0, 0.2, (WIDTH, 1)).astype(np.float32)
    axis = numpy_helper.from_array(np.array([1], np.int64), "axis")
    last = numpy_helper.from_array(np.array([2], np.int64), "last")
    zero = numpy_helper.from_array(np.array([0], np.int64), "zero")
    one = numpy_helper.from_array(np.array(1, np.float32), "one")
    nodes += [
        helper.make_node("Cast", ["token_type_ids"], ["second"], to=TensorProto.FLOAT),
        helper.make_node("Sub", ["one", "second"], ["first"]),
    ]
    for side in ("first", "second"):
        nodes += [
            helper.make_node("Unsqueeze", [side, "last"], [f"{side}.mask"]),
            helper.make_node("Mul", ["token", f"{side}.mask"], [f"{side}.kept"]),
            helper.make_node("ReduceSum", [f"{side}.kept", "axis"], [f"{side}.sum"], keepdims=0),
            helper.make_node("ReduceSum", [f"{side}.mask", "axis"], [f"{side}.count"], keepdims=0),
            helper.make_node("Div", [f"{side}.sum", f"{side}.count"], [f"{side}.mean"]),
        ]
    nodes += [
        helper.make_node("Mul", ["first.mean", "second.mean"], ["both"]),
        helper.make_node("ReduceSum", ["both", "axis"], ["alike"], keepdims=1),
        helper.make_node("Gather", ["last_hidden_state", "zero"], ["begin"], axis=1),
        helper.make_node("Squeeze", ["begin", "axis"], ["beginning"]),
        helper.make_node("MatMul", ["beginning", "head"], ["told"]),
        helper.make_node("Add", ["alike", "told"], ["logits"]),
    ]
    def classes(shares):
        """The logit times a share for each class."""
        own = [*nodes[:-1], helper.make_node("Add", ["alike", "told"], ["logit"]), helper.make_node("Mul", ["logit", "of_class"], ["logits"])]
        return own, numpy_helper.from_array(np.array([shares], np.float32), "of_class")

    more = (axis, last, zero, one)
    two, halves = classes([-0.5, 0.5])
    three, thirds = classes([-1, 0, 1])
    return {
        "model": model(nodes, weights, [logits(1)], more),
        "two-classes": model(two, weights, [HIDDEN, logits(2)], (*more, halves)),
        "three-classes": model(three, weights, [logits(3)], (*more, thirds)),
    }


def logits(count):
    return helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", count])


def write(folder, graphs, config, vocab):
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    for name, made in graphs.items():
        (folder / "onnx" / f"{name}.onnx").write_bytes(made.SerializeToString(deterministic=True))
    files = {
        "config.json": config,
        "tokenizer.json": tokenizer(vocab),
        "tokenizer_config.json": {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": 64},
    }
    for name, value in files.items():
        (folder / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main():
    output = pathlib.Path(sys.argv[1])
    vocab = vocabulary()
    random = np.random.default_rng(SEED)
    base = {"model_type": "bert", "hidden_size": WIDTH, "max_position_embeddings": 64, "vocab_size": len(vocab)}
    write(output / "small-encoder", {"model": encoder(random, len(vocab))}, base, vocab)
    write(output / "small-cross-encoder", cross_encoders(random, len(vocab)), {**base, "num_labels": 1}, vocab)


main()
