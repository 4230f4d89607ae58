import os
from collections.abc import Mapping
from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Settings:
    """What the container runs with; every field can be set by a variable of the environment."""

    host: str
    port: int
    # Folder that models are loaded from; nothing outside of it is read.
    models_root: str
    # What the files of all loaded models together may take.
    max_model_bytes: int
    max_body_bytes: int
    # Pairs of texts in one request.
    max_pairs: int
    # Characters of one text; more is refused before it costs anything.
    max_text_chars: int
    # Requests that are computed at the same time, and those that may wait for their turn.
    concurrency: int
    max_waiting: int
    # Threads that one computation uses.
    threads: int

    @staticmethod
    def from_environment(variables: Mapping[str, str]) -> "Settings":
        """Raises ValueError that names the variable."""
        cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        concurrency = whole(variables, "CATO_NLI_CONCURRENCY", max(1, cpus // 2))
        return Settings(
            host=variables.get("CATO_NLI_HOST", "0.0.0.0"),
            port=whole(variables, "SAGEMAKER_BIND_TO_PORT", 8080, least=0),
            models_root=variables.get("CATO_NLI_MODELS_ROOT", "/opt/ml/models"),
            max_model_bytes=whole(variables, "CATO_NLI_MAX_MODEL_MB", memory_bytes() // MEBIBYTE // 2) * MEBIBYTE,
            max_body_bytes=whole(variables, "CATO_NLI_MAX_BODY_BYTES", 6 * MEBIBYTE),
            max_pairs=whole(variables, "CATO_NLI_MAX_PAIRS", 64),
            max_text_chars=whole(variables, "CATO_NLI_MAX_TEXT_CHARS", 100_000),
            concurrency=concurrency,
            max_waiting=whole(variables, "CATO_NLI_MAX_WAITING", 64),
            threads=whole(variables, "CATO_NLI_THREADS", max(1, cpus // concurrency)),
        )


def whole(variables: Mapping[str, str], name: str, otherwise: int, least: int = 1) -> int:
    text = variables.get(name)
    if text is None:
        return otherwise
    if not text.isdecimal() or int(text) < least:
        raise ValueError(f"{name} is {text!r}: set a whole number from {least} on, or leave it out.")
    return int(text)


def memory_bytes() -> int:
    """What this container may use: its limit where it has one, else the machine's memory."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        with open("/sys/fs/cgroup/memory.max", encoding="ascii") as file:
            limit = file.read().strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdecimal() else total
