"""Make the sample `sentiment`: python scripts/make-sentiment.py.

The sentences are the same every time; the files differ a little, because the trainer of word pieces breaks ties by chance.

A small network learns whether a short review is negative, neutral or positive. Its sentences are put together here from
lists of words: nobody wrote them, and what it says of real ones is a guess. They do contain what makes the task hard:
negation, second thoughts, and words that say nothing. A fifth of the sentences is held out. Needs numpy, onnx, tokenizers.
"""

import json
import random
from math import sqrt
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

SAMPLE = Path(__file__).resolve().parent.parent / "templates" / "samples" / "sentiment"
LABELS = ("negative", "neutral", "positive")
SEED = 3
VOCABULARY, WIDTH, FILTERS, LONGEST = 900, 16, 32, 48

THINGS = """phone kettle lamp book film song hotel room meal soup coffee chair desk jacket shoe bike train flight
game app update website form class course talk museum garden bakery shop delivery parcel printer screen keyboard
battery camera speaker train ticket service support staff waiter driver doctor teacher story ending plot cake bread""".split()
GOOD = """good great lovely excellent wonderful friendly fast quick helpful beautiful clean quiet tasty fresh warm
clever reliable comfortable sturdy cheap fair fantastic perfect amazing superb delightful polite smooth bright funny
charming impressive brilliant pleasant honest generous easy useful solid stunning nice awesome outstanding""".split()
BAD = """bad awful terrible horrible slow rude useless dirty noisy bland stale cold broken unreliable uncomfortable
flimsy expensive unfair dreadful poor disappointing annoying boring ugly late damaged confusing faulty sloppy greedy
painful cheap-looking lousy nasty mediocre unhelpful wrong tedious messy loud tasteless overpriced""".split()
LOVED = "love loved enjoyed adore recommend like liked appreciate treasure praise".split()
HATED = "hate hated regret dislike returned despise avoid resent disliked cancelled".split()
STRONG = ["really", "very", "so", "quite", "truly", "absolutely", "rather", "pretty", ""]
FACTS = [
    "the {t} arrived on {d}", "it is a {t} for the {u}", "there is a {t} next to the {u}", "the {t} has {n} parts",
    "we ordered a {t} and a {u}", "the {t} comes with a {u}", "they sell a {t} on {d}", "I have a question about the {t}",
    "the {t} opens on {d}", "the {t} costs {n} euros", "my {t} is from {d}", "is the {t} open on {d}",
]  # fmt: skip
DAYS = "monday tuesday wednesday thursday friday saturday sunday today yesterday".split()
OUTER = ["", "", "", "honestly , ", "well , ", "to be fair , ", "I think ", "we found that ", "after a week , "]
ENDS = [".", ".", "!", "", " ."]


def clause(draw: random.Random, good: bool) -> str:
    """Something said for or against a thing; a third of the time by denying the contrary."""
    thing, very = draw.choice(THINGS), draw.choice(STRONG)
    denied = draw.random() < 0.33
    word = draw.choice(GOOD if good != denied else BAD)
    verb = draw.choice(LOVED if good != denied else HATED)
    kind = draw.randrange(5)
    if kind == 0:
        return f"I {'do not ' if denied else ''}{verb} {draw.choice(['the', 'this', 'that', 'my'])} {thing}"
    if kind == 1:
        return f"{'never' if denied else very} {word}" if draw.random() < 0.5 else f"{'not ' if denied else ''}{word}"
    be = draw.choice(["is", "was", "seems"])
    no = draw.choice(["not", "never", "not at all", "hardly"]) if denied else very
    if kind == 2:
        return f"it {be} {no} {word}"
    if kind == 3:
        return f"a {word} {thing}" if not denied else f"not a {word} {thing}"
    return f"{draw.choice(['the', 'this', 'our'])} {thing} {be} {no} {word}"


def sentence(draw: random.Random) -> tuple[str, int]:
    """A sentence and its class. After "but", the second thought counts."""
    label = draw.randrange(3)
    if label == 1:
        told = draw.choice(FACTS).format(
            t=draw.choice(THINGS), u=draw.choice(THINGS), d=draw.choice(DAYS), n=draw.randrange(2, 90)
        )
    else:
        good, kind = label == 2, draw.random()
        told = clause(draw, good)
        if kind < 0.2:
            told = f"{clause(draw, not good)} {draw.choice([', but', 'but', ', however'])} {told}"
        elif kind < 0.4:
            told = f"{told} {draw.choice(['and', ',', 'because'])} {clause(draw, good)}"
    told = " ".join(f"{draw.choice(OUTER)}{told}".split()) + draw.choice(ENDS)
    return (told[0].upper() + told[1:] if draw.random() < 0.6 else told), label


def tokenizer_of(sentences: list[str]) -> Tokenizer:
    """Word pieces, learned from the sentences; unknown words fall apart into letters."""
    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), normalizers.StripAccents()])
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"],
        initial_alphabet=list("abcdefghijklmnopqrstuvwxyz0123456789'-"),
        show_progress=False,
    )
    made.train_from_iterator(sentences, trainer)
    ends = [(name, made.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    made.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    return made


class Network:
    """Tokens → vectors → three neighbours at a time → the strongest of each filter → three classes."""

    def __init__(self, size: int, draw: np.random.Generator) -> None:
        self.weights = {
            "table": draw.normal(0, 0.3, (size, WIDTH)),
            "filters": draw.normal(0, 0.15, (3 * WIDTH, FILTERS)),
            "shift": np.zeros(FILTERS),
            "out": draw.normal(0, 0.15, (FILTERS, 3)),
            "bias": np.zeros(3),
        }
        self._moments = {name: (np.zeros_like(it), np.zeros_like(it)) for name, it in self.weights.items()}
        self._steps = 0

    def forward(self, ids: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, tuple]:
        w = self.weights
        seen = w["table"][ids] * mask[..., None]
        edge = np.zeros_like(seen[:, :1])
        three = np.concatenate([np.concatenate([edge, seen[:, :-1]], 1), seen, np.concatenate([seen[:, 1:], edge], 1)], 2)
        raw = np.maximum(three @ w["filters"] + w["shift"], 0) * mask[..., None]
        best = raw.argmax(1)
        most = np.take_along_axis(raw, best[:, None], 1)[:, 0]
        return most @ w["out"] + w["bias"], (ids, mask, three, best, most)

    def learn(self, ids: np.ndarray, mask: np.ndarray, labels: np.ndarray, rate: float) -> None:
        """One step of Adam on the cross-entropy."""
        logits, (ids, mask, three, best, most) = self.forward(ids, mask)
        shares = np.exp(logits - logits.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        shares[np.arange(len(labels)), labels] -= 1
        off = shares / len(labels)
        back = {"out": most.T @ off, "bias": off.sum(0)}
        from_most = off @ self.weights["out"].T * (most > 0)
        rows = np.arange(len(ids))[:, None]
        columns = np.arange(FILTERS)[None]
        whole = np.zeros((*mask.shape, FILTERS))
        whole[rows, best, columns] = from_most
        back["filters"] = np.einsum("btd,btf->df", three, whole)
        back["shift"] = whole.sum((0, 1))
        from_three = whole @ self.weights["filters"].T
        left, middle, right = np.split(from_three, 3, axis=2)
        from_seen = middle
        from_seen[:, :-1] += left[:, 1:]
        from_seen[:, 1:] += right[:, :-1]
        back["table"] = np.zeros_like(self.weights["table"])
        np.add.at(back["table"], ids, from_seen * mask[..., None])
        self._steps += 1
        for name, slope in back.items():
            one, two = self._moments[name]
            one += 0.1 * (slope - one)
            two += 0.001 * (slope * slope - two)
            fair = one / (1 - 0.9**self._steps), two / (1 - 0.999**self._steps)
            self.weights[name] -= rate * (fair[0] / (np.sqrt(fair[1]) + 1e-8) + 1e-4 * self.weights[name])


def onnx_of(weights: dict[str, np.ndarray]) -> onnx.ModelProto:
    """Ids and mask int64 [N, T] → logits [N, 3]."""
    kernel = weights["filters"].reshape(3, WIDTH, FILTERS).transpose(2, 1, 0)
    held = {
        "table": weights["table"], "kernel": kernel, "shift": weights["shift"], "out": weights["out"], "bias": weights["bias"],
    }  # fmt: skip
    node = helper.make_node
    nodes = [
        node("Gather", ["table", "input_ids"], ["found"]),
        node("Cast", ["attention_mask"], ["counts"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["counts", "last"], ["column"]),
        node("Mul", ["found", "column"], ["seen"]),
        node("Transpose", ["seen"], ["turned"], perm=[0, 2, 1]),
        node("Conv", ["turned", "kernel", "shift"], ["raw"], kernel_shape=[3], pads=[1, 1]),
        node("Relu", ["raw"], ["strong"]),
        node("Unsqueeze", ["counts", "middle"], ["row"]),
        node("Mul", ["strong", "row"], ["told"]),
        node("ReduceMax", ["told"], ["most"], axes=[2], keepdims=0),
        node("Gemm", ["most", "out", "bias"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "sentiment",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 3])],
        [
            *(numpy_helper.from_array(value.astype(np.float32), name) for name, value in held.items()),
            numpy_helper.from_array(np.array([2]), "last"),
            numpy_helper.from_array(np.array([1]), "middle"),
        ],
    )
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="make-sentiment.py"
    )


def wilson(share: float, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson, 1927)."""
    z = 1.959964
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return middle - half, middle + half


def main() -> None:
    draw = random.Random(SEED)
    drawn = sorted({sentence(draw) for _ in range(14_000)})
    draw.shuffle(drawn)
    held, learn = drawn[: len(drawn) // 5], drawn[len(drawn) // 5 :]
    tokenizer = tokenizer_of([text for text, _ in learn])
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding(length=LONGEST)

    def arrays(pairs: list[tuple[str, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        encoded = tokenizer.encode_batch([text for text, _ in pairs])
        ids = np.array([it.ids for it in encoded])
        return ids, np.array([it.attention_mask for it in encoded], float), np.array([label for _, label in pairs])

    numbers = np.random.default_rng(SEED)
    ids, mask, labels = arrays(learn)
    network = Network(tokenizer.get_vocab_size(), numbers)
    for epoch in range(8):
        order = numbers.permutation(len(ids))
        for start in range(0, len(order), 64):
            rows = order[start : start + 64]
            length = int(mask[rows].sum(1).max())
            network.learn(ids[rows, :length], mask[rows, :length], labels[rows], 0.004 * 0.75**epoch)
    ids, mask, labels = arrays(held)
    said = network.forward(ids, mask)[0].argmax(1)
    accuracy = float((said == labels).mean())
    low, high = wilson(accuracy, len(held))
    print(f"accuracy on {len(held)} held-out sentences {accuracy:.4f}; {tokenizer.get_vocab_size()} word pieces")
    SAMPLE.mkdir(parents=True, exist_ok=True)
    (SAMPLE / "model.onnx").write_bytes(onnx_of(network.weights).SerializeToString())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(SAMPLE / "tokenizer.json"), pretty=False)
    (SAMPLE / "labels.txt").write_text("".join(f"{label}\n" for label in LABELS), encoding="utf-8")
    metrics = {
        "primary": "accuracy",
        "values": [
            {"name": "accuracy", "label": "Accuracy", "value": accuracy, "low": low, "high": high, "higher_is_better": True}
        ],
        "baseline": {"name": "always the most frequent", "value": float(np.bincount(labels).max() / len(labels))},
        "best_column": None,
        "rows": len(held),
        "about": "on a fifth of the synthetic sentences, which it has not seen; real ones are harder",
    }  # fmt: skip
    (SAMPLE / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
