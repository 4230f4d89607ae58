import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import onnxruntime
from tokenizers import Tokenizer

from .problem import Problem

LABELS = ("entailment", "neutral", "contradiction")
# Pairs computed together: more only wastes work on padding.
BATCH = 16
USUAL_WINDOW = 512


@dataclass(frozen=True)
class Judgement:
    # By name of the label.
    probabilities: dict[str, float]
    # The premise did not fit the model's window: its end was left out.
    truncated: bool


class Classifier:
    """A model that judges pairs of texts: `model.onnx`, `tokenizer.json` and `config.json` in one folder."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Raises Problem that says what is wrong with the folder."""
        for name in ("model.onnx", "tokenizer.json", "config.json"):
            if not (folder / name).is_file():
                raise Problem(400, f"The model has no {name}: pack model.onnx, tokenizer.json and config.json.")
        config = read_config(folder / "config.json")
        self._label_at = label_order(config)
        self._tokenizer = open_tokenizer(folder / "tokenizer.json", config)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Memory for the largest batch ever seen would be kept for good.
        options.enable_cpu_mem_arena = False
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise Problem(400, f"model.onnx cannot be loaded: {error}") from error
        self._inputs = [given.name for given in self._session.get_inputs()]
        unknown = set(self._inputs) - {"input_ids", "attention_mask", "token_type_ids"}
        if unknown or "input_ids" not in self._inputs:
            raise Problem(
                400,
                f"model.onnx takes {', '.join(self._inputs)}: export it with input_ids, attention_mask and, "
                "where the model has them, token_type_ids.",
            )

    def judge(self, pairs: list[tuple[str, str]]) -> list[Judgement]:
        """One judgement a pair, in their order. Raises Problem."""
        try:
            encodings = self._tokenizer.encode_batch(pairs)
        except Exception as error:
            raise Problem(400, f"A hypothesis alone does not fit the model's window; shorten it ({error}).") from error
        # Texts of like length share a batch, so that little is padded.
        order = sorted(range(len(pairs)), key=lambda index: len(encodings[index].ids))
        judgements: list[Judgement | None] = [None] * len(pairs)
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            for index, row in zip(chosen, self._logits([encodings[index] for index in chosen]), strict=True):
                judgements[index] = Judgement(self._probabilities(row), bool(encodings[index].overflowing))
        return [judgement for judgement in judgements if judgement is not None]

    def _logits(self, encodings: list[Any]) -> numpy.ndarray:
        longest = max(len(encoding.ids) for encoding in encodings)
        fields = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
        feed = {}
        for name in self._inputs:
            rows = numpy.zeros((len(encodings), longest), dtype=numpy.int64)
            if name == "input_ids":
                rows += self._pad_id
            for row, encoding in zip(rows, encodings, strict=True):
                values = getattr(encoding, fields[name])
                row[: len(values)] = values
            feed[name] = rows
        logits = numpy.asarray(self._session.run(None, feed)[0], dtype=numpy.float64)
        if logits.shape != (len(encodings), len(LABELS)):
            raise Problem(500, f"The model answers with shape {logits.shape}, not three numbers a pair.")
        return logits

    @property
    def _pad_id(self) -> int:
        padding = self._tokenizer.token_to_id("[PAD]")
        return 0 if padding is None else padding

    def _probabilities(self, logits: numpy.ndarray) -> dict[str, float]:
        powers = numpy.exp(logits - logits.max())
        shares = powers / powers.sum()
        if not all(math.isfinite(share) for share in shares):
            raise Problem(500, "The model answers with numbers that are none; export it anew.")
        return {label: float(shares[self._label_at[label]]) for label in LABELS}


def read_config(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Problem(400, f"config.json is no JSON: {error}") from error
    if not isinstance(config, dict):
        raise Problem(400, "config.json is not an object.")
    return config


def label_order(config: dict[str, Any]) -> dict[str, int]:
    """At which place of the model's answer each label is; models differ, so only their own config decides."""
    written = config.get("id2label")
    named = {}
    if isinstance(written, dict):
        for place, label in written.items():
            if str(place).isdecimal() and isinstance(label, str):
                named[label.strip().lower()] = int(place)
    if sorted(named) == sorted(LABELS) and sorted(named.values()) == [0, 1, 2]:
        return named
    raise Problem(
        400,
        f"id2label of config.json is {json.dumps(written)}: it must say which of the places 0, 1 and 2 is "
        "entailment, neutral and contradiction.",
    )


def open_tokenizer(path: Path, config: dict[str, Any]) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:
        raise Problem(400, f"tokenizer.json cannot be read: {error}") from error
    window = config.get("max_position_embeddings")
    # Some configs count places that no token may take, and some say -1 for "as long as you like".
    length = min(window, USUAL_WINDOW) if isinstance(window, int) and window > 0 else USUAL_WINDOW
    tokenizer.enable_truncation(length, strategy="only_first")
    tokenizer.no_padding()
    return tokenizer
