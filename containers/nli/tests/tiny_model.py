import json
from pathlib import Path

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "yes", "no", "maybe", "rain", "wet", "dry"]
LABELS = {"yes": "entailment", "maybe": "neutral", "no": "contradiction"}


def write_model(folder: Path, labels: tuple[str, str, str], window: int = 16, padding_bytes: int = 0) -> Path:
    """
    A model that can be checked by hand: each `yes` of the pair speaks for entailment, each `maybe` for neutral, each
    `no` for contradiction; padding speaks for nothing. `labels` is the order of its answer.
    """
    folder.mkdir(parents=True)
    votes = numpy.zeros((len(WORDS), 3), dtype=numpy.float32)
    for word, label in LABELS.items():
        votes[WORDS.index(word), labels.index(label)] = 2.0
    # Were padding counted, it would decide.
    votes[0] = [9.0, 0.0, 0.0]
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["votes", "input_ids"], ["each"]),
            helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
            helper.make_node("Unsqueeze", ["mask", "last"], ["wide"]),
            helper.make_node("Mul", ["each", "wide"], ["counted"]),
            helper.make_node("ReduceSum", ["counted", "words"], ["logits"], keepdims=0),
        ],
        "votes",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["pairs", "words"])
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["pairs", 3])],
        [
            numpy_helper.from_array(votes, "votes"),
            numpy_helper.from_array(numpy.array([2], dtype=numpy.int64), "last"),
            numpy_helper.from_array(numpy.array([1], dtype=numpy.int64), "words"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, folder / "model.onnx")
    tokenizer = Tokenizer(WordLevel({word: index for index, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {"id2label": dict(enumerate(labels)), "max_position_embeddings": window}
    (folder / "config.json").write_text(json.dumps(config))
    if padding_bytes:
        (folder / "padding.bin").write_bytes(bytes(padding_bytes))
    return folder
