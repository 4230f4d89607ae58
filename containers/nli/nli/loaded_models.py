import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .classifier import Classifier
from .problem import Problem


@dataclass
class Loaded:
    url: str
    bytes: int
    # None while it is being loaded.
    classifier: Classifier | None
    users: int = 0
    unloaded: bool = False


class LoadedModels:
    """
    The models in memory, within a bound. A model that does not fit is answered with 507: SageMaker then unloads those
    not used for longest and asks again. Nothing is dropped here on our own, for SageMaker would not know of it.
    """

    def __init__(self, root: str, max_bytes: int, load: Callable[[Path], Classifier]) -> None:
        self._root = Path(root).resolve()
        self._max_bytes = max_bytes
        self._load = load
        self._lock = threading.Lock()
        # The one not used for longest comes first.
        self._models: OrderedDict[str, Loaded] = OrderedDict()
        self._taken_bytes = 0

    def load(self, name: str, url: str) -> None:
        folder = self._folder(url)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        with self._lock:
            if name in self._models:
                raise Problem(409, f"{name} is loaded already; unload it first.")
            self._check_room(size)
            model = Loaded(url=url, bytes=size, classifier=None)
            self._models[name] = model
            self._taken_bytes += size
        # Others are answered meanwhile.
        try:
            classifier = self._load(folder)
        except BaseException:
            with self._lock:
                self._forget(name)
            raise
        with self._lock:
            model.classifier = classifier

    def unload(self, name: str) -> None:
        """Requests that use it end as they would have."""
        with self._lock:
            if self._known(name).classifier is None:
                raise Problem(409, f"{name} is being loaded; unload it once that is done.")
            self._forget(name)

    @contextmanager
    def use(self, name: str) -> Iterator[Classifier]:
        with self._lock:
            model = self._known(name)
            if model.classifier is None:
                raise Problem(503, f"{name} is being loaded; try again in a few seconds.")
            self._models.move_to_end(name)
            model.users += 1
            classifier = model.classifier
        try:
            yield classifier
        finally:
            with self._lock:
                model.users -= 1
                self._release(model)

    def list(self) -> list[dict[str, str]]:
        with self._lock:
            return [describe(name, model) for name, model in self._models.items() if model.classifier is not None]

    def get(self, name: str) -> dict[str, str]:
        with self._lock:
            return describe(name, self._known(name))

    def _folder(self, url: str) -> Path:
        folder = Path(url).resolve()
        if not folder.is_relative_to(self._root):
            raise Problem(400, f"{url} is not below {self._root}, where models are.")
        if not folder.is_dir():
            raise Problem(404, f"{url} is no folder: the model did not arrive, or is no archive.")
        return folder

    def _check_room(self, size: int) -> None:
        if size > self._max_bytes:
            raise Problem(
                507, f"The model has {size} bytes and {self._max_bytes} is all there is: choose a larger instance."
            )
        if self._taken_bytes + size > self._max_bytes:
            oldest = next(iter(self._models), None)
            raise Problem(
                507,
                f"Loaded models take {self._taken_bytes} of {self._max_bytes} bytes: unload some first"
                f"{'' if oldest is None else f', {oldest} was not used for longest'}.",
            )

    def _known(self, name: str) -> Loaded:
        model = self._models.get(name)
        if model is None:
            raise Problem(404, f"{name} is not loaded: POST /models loads it.")
        return model

    def _forget(self, name: str) -> None:
        model = self._models.pop(name)
        model.unloaded = True
        self._release(model)

    def _release(self, model: Loaded) -> None:
        """Memory is free once the last request that uses the model has ended."""
        if not model.unloaded or model.users > 0:
            return
        self._taken_bytes -= model.bytes
        model.bytes = 0


def describe(name: str, model: Loaded) -> dict[str, str]:
    return {"modelName": name, "modelUrl": model.url}
