import json
from typing import Any

from .problem import Problem
from .settings import Settings

SHAPES = '{"premise": "…", "hypotheses": ["…"]} or {"pairs": [{"premise": "…", "hypothesis": "…"}]}'


def parse_object(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Problem(400, f"The body is no JSON: {error}") from error
    if not isinstance(parsed, dict):
        raise Problem(400, "The body is not a JSON object.")
    return parsed


def parse_load(body: bytes) -> tuple[str, str]:
    """The name and the folder of a model to load."""
    asked = parse_object(body)
    name, url = asked.get("model_name"), asked.get("url")
    if not isinstance(name, str) or not name or not isinstance(url, str) or not url:
        raise Problem(400, 'Say which model: {"model_name": "…", "url": "…"}.')
    return name, url


def parse_pairs(body: bytes, settings: Settings) -> list[tuple[str, str]]:
    """What is to be judged: premise and hypothesis of each pair."""
    asked = parse_object(body)
    if "pairs" in asked:
        rows = asked["pairs"]
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Problem(400, f"`pairs` is no list of objects: send {SHAPES}.")
        pairs = [(row.get("premise"), row.get("hypothesis")) for row in rows]
    else:
        hypotheses = asked.get("hypotheses")
        if not isinstance(hypotheses, list):
            raise Problem(400, f"`hypotheses` is no list: send {SHAPES}.")
        pairs = [(asked.get("premise"), hypothesis) for hypothesis in hypotheses]
    if not pairs:
        raise Problem(400, "There is nothing to judge: send one hypothesis at least.")
    if len(pairs) > settings.max_pairs:
        raise Problem(400, f"{len(pairs)} pairs are more than {settings.max_pairs}: send them in several requests.")
    for index, pair in enumerate(pairs):
        for role, text in zip(("premise", "hypothesis"), pair, strict=True):
            if not isinstance(text, str) or not text.strip():
                raise Problem(400, f"The {role} of pair {index} is no text: send {SHAPES}.")
            if len(text) > settings.max_text_chars:
                raise Problem(
                    400, f"The {role} of pair {index} has more than {settings.max_text_chars} characters: split it."
                )
    return pairs
