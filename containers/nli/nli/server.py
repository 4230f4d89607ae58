import json
import re
import socket
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from .classifier import Classifier
from .loaded_models import LoadedModels
from .problem import Problem
from .questions import parse_load, parse_pairs
from .settings import Settings

ONE_MODEL = re.compile(r"/models/([^/]+)")
INVOKE = re.compile(r"/models/([^/]+)/invoke")


class NliServer(ThreadingHTTPServer):
    """The routes of a multi-model container, https://docs.aws.amazon.com/sagemaker/latest/dg/mms-container-apis.html."""

    # Requests under way are answered before the process ends.
    daemon_threads = False
    request_queue_size = 128

    def __init__(self, settings: Settings) -> None:
        super().__init__((settings.host, settings.port), Handler)
        self.settings = settings
        self.models = LoadedModels(
            settings.models_root,
            settings.max_model_bytes,
            lambda folder: Classifier(folder, settings.threads),
        )
        self.turns = threading.Semaphore(settings.concurrency)
        self.places = threading.Semaphore(settings.concurrency + settings.max_waiting)
        self.is_stopping = False
        self.connections: set[socket.socket] = set()

    def stop(self) -> None:
        """Ends `serve_forever` from another thread; what runs is answered."""
        self.is_stopping = True
        self.shutdown()
        # Connections that are kept for later requests would be waited for.
        for connection in list(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: NliServer
    # Of a read: a client that stops in the middle does not hold a thread for good.
    timeout = 30

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self._body_is_read = False
        try:
            status, answer = 200, self._route(urlsplit(self.path).path)
        except Problem as problem:
            status, answer = problem.status, {"error": {"message": problem.message}}
        except (TimeoutError, ConnectionError):
            self.close_connection = True
            return
        except MemoryError:
            status, answer = 507, {"error": {"message": "There is no memory left: unload models, or send less."}}
        except Exception as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            status, answer = 500, {"error": {"message": "The container failed; its log says why."}}
        self._send(status, answer)

    def _route(self, path: str) -> dict[str, object]:
        models = self.server.models
        match self.command, path:
            case "GET", "/ping":
                return {"status": "ready"}
            case "GET", "/models":
                return {"models": models.list()}
            case "POST", "/models":
                name, url = parse_load(self._body())
                models.load(name, url)
                return {"status": f"{name} is loaded"}
        if self.command == "POST" and (found := INVOKE.fullmatch(path)):
            return self._judge(unquote(found[1]), self._body())
        if found := ONE_MODEL.fullmatch(path):
            name = unquote(found[1])
            if self.command == "GET":
                return models.get(name)
            if self.command == "DELETE":
                models.unload(name)
                return {"status": f"{name} is unloaded"}
        raise Problem(
            404,
            f"There is no {self.command} {path}: there are GET /ping, GET and POST /models, GET and DELETE "
            "/models/NAME, and POST /models/NAME/invoke.",
        )

    def _judge(self, name: str, body: bytes) -> dict[str, object]:
        pairs = parse_pairs(body, self.server.settings)
        if not self.server.places.acquire(blocking=False):
            raise Problem(503, "Too many requests wait here; try again in a second, or let more instances start.")
        try:
            with self.server.models.use(name) as classifier, self.server.turns:
                began = time.perf_counter()
                judgements = classifier.judge(pairs)
                spent = time.perf_counter() - began
        finally:
            self.server.places.release()
        results = [{**judgement.probabilities, "truncated": judgement.truncated} for judgement in judgements]
        return {"model": name, "results": results, "ms": round(spent * 1000, 1)}

    def _body(self) -> bytes:
        if "transfer-encoding" in self.headers:
            raise Problem(411, "Send the body with its length (content-length).")
        length = self.headers.get("content-length", "")
        if not length.isdecimal():
            raise Problem(411, "Send the body with its length (content-length).")
        if int(length) > self.server.settings.max_body_bytes:
            raise Problem(413, f"The body has more than {self.server.settings.max_body_bytes} bytes: send less at once.")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionError("the client went away")
        self._body_is_read = True
        return body

    def _send(self, status: int, answer: dict[str, object]) -> None:
        payload = json.dumps(answer).encode()
        # What is left of a request would be taken for the next one.
        has_rest = not self._body_is_read and self.headers.get("content-length", "0") != "0"
        if has_rest or "transfer-encoding" in self.headers or self.server.is_stopping:
            self.close_connection = True
        try:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(payload)))
            if self.close_connection:
                self.send_header("connection", "close")
            self.end_headers()
            self.wfile.write(payload)
        except (TimeoutError, ConnectionError):
            self.close_connection = True

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Nothing: a line for each health check is no log. Failures are logged where they happen."""

    def version_string(self) -> str:
        return "cato-nli"
