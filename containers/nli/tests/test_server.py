import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tiny_model import write_model

CONTAINER = Path(__file__).parent.parent
sys.path.insert(0, str(CONTAINER))

from nli.server import NliServer
from nli.settings import Settings

USUAL = ("entailment", "neutral", "contradiction")
OTHER = ("contradiction", "entailment", "neutral")


class Asked:
    """What a client does with a server on a port of this machine."""

    port: int

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, dict]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        payload = body if isinstance(body, bytes) else None if body is None else json.dumps(body)
        connection.request(method, path, payload)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text)

    def load(self, name: str, folder: Path) -> tuple[int, dict]:
        return self.ask("POST", "/models", {"model_name": name, "url": str(folder)})

    def judge(self, name: str, premise: str, *hypotheses: str) -> tuple[int, dict]:
        return self.ask("POST", f"/models/{name}/invoke", {"premise": premise, "hypotheses": list(hypotheses)})


class Served(Asked):
    """The server in this process: its libraries take longer to load than most tests."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.server = NliServer(Settings.from_environment(variables))
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def end(self) -> None:
        self.server.stop()
        self.thread.join(timeout=20)
        self.server.server_close()


class Program(Asked):
    """The container's program, started as SageMaker starts it, on a free port."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nli", "serve"],
            cwd=CONTAINER,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **variables},
        )
        line = self.process.stdout.readline()
        self.port = int(line.rsplit(":", 1)[1])

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def starter(kind: type[Served] | type[Program]):
    def fixture():
        running: list[Served | Program] = []

        def begin(root: Path, **variables: str) -> Served | Program:
            place = {"CATO_NLI_HOST": "127.0.0.1", "SAGEMAKER_BIND_TO_PORT": "0", "CATO_NLI_MODELS_ROOT": str(root)}
            running.append(kind({**place, **variables}))
            return running[-1]

        yield begin
        for one in running:
            one.end()

    return pytest.fixture(fixture)


start = starter(Served)
start_program = starter(Program)


def best(result: dict) -> str:
    return max(USUAL, key=lambda label: result[label])


def test_answers_health_checks_before_any_model_is_there(start_program, tmp_path):
    server = start_program(tmp_path)
    assert server.ask("GET", "/ping") == (200, {"status": "ready"})
    assert server.ask("GET", "/models") == (200, {"models": []})


def test_judges_pairs_in_their_order_with_probabilities_that_add_up(start, tmp_path):
    server = start(tmp_path)
    assert server.load("votes", write_model(tmp_path / "votes", USUAL))[0] == 200
    status, answer = server.judge("votes", "rain", "yes", "no no", "maybe", "yes yes no")
    assert status == 200
    assert [best(result) for result in answer["results"]] == ["entailment", "contradiction", "neutral", "entailment"]
    for result in answer["results"]:
        assert sum(result[label] for label in USUAL) == pytest.approx(1)
    # One vote of weight 2 against nothing: e² / (e² + 2).
    assert answer["results"][0]["entailment"] == pytest.approx(0.78699, abs=1e-4)


def test_reads_the_order_of_labels_from_each_model(start, tmp_path):
    server = start(tmp_path)
    server.load("usual", write_model(tmp_path / "usual", USUAL))
    server.load("other", write_model(tmp_path / "other", OTHER))
    for name in ("usual", "other"):
        _, answer = server.judge(name, "rain", "yes", "no", "maybe")
        assert [best(result) for result in answer["results"]] == ["entailment", "contradiction", "neutral"]


def test_judges_a_pair_alone_as_it_judges_it_among_others(start, tmp_path):
    server = start(tmp_path)
    server.load("votes", write_model(tmp_path / "votes", USUAL, window=64))
    texts = [" ".join(["wet"] * (index % 20) + ["no"]) for index in range(40)]
    _, together = server.judge("votes", "rain", *texts)
    for text, result in zip(texts[:4], together["results"], strict=False):
        _, alone = server.judge("votes", "rain", text)
        assert alone["results"][0] == pytest.approx(result)


def test_says_when_the_end_of_a_premise_was_left_out(start, tmp_path):
    server = start(tmp_path)
    server.load("votes", write_model(tmp_path / "votes", USUAL, window=8))
    _, answer = server.judge("votes", "rain " * 20 + "no no no", "yes")
    assert answer["results"][0]["truncated"] is True
    assert best(answer["results"][0]) == "entailment"
    _, short = server.judge("votes", "rain", "yes")
    assert short["results"][0]["truncated"] is False
    status, refused = server.judge("votes", "rain", "yes " * 20)
    assert status == 400
    assert "shorten" in refused["error"]["message"]


def test_lists_gets_and_unloads_models(start, tmp_path):
    server = start(tmp_path)
    folder = write_model(tmp_path / "votes", USUAL)
    server.load("a b", folder)
    described = {"modelName": "a b", "modelUrl": str(folder)}
    assert server.ask("GET", "/models") == (200, {"models": [described]})
    assert server.ask("GET", "/models/a%20b") == (200, described)
    assert server.load("a b", folder)[0] == 409
    assert server.ask("DELETE", "/models/a%20b")[0] == 200
    assert server.ask("DELETE", "/models/a%20b")[0] == 404
    assert server.ask("GET", "/models/a%20b")[0] == 404
    assert server.judge("a%20b", "rain", "yes")[0] == 404


def test_answers_507_when_a_model_does_not_fit_and_loads_it_once_another_has_gone(start, tmp_path):
    server = start(tmp_path, CATO_NLI_MAX_MODEL_MB="2")
    folders = [write_model(tmp_path / name, USUAL, padding_bytes=700_000) for name in "abcd"]
    assert [server.load(name, folder)[0] for name, folder in zip("abc", folders)] == [200, 200, 507]
    server.judge("a", "rain", "yes")
    status, answer = server.load("c", folders[2])
    assert (status, "b was not used for longest" in answer["error"]["message"]) == (507, True)
    assert server.ask("DELETE", "/models/b")[0] == 200
    assert server.load("c", folders[2])[0] == 200
    huge = write_model(tmp_path / "huge", USUAL, padding_bytes=3_000_000)
    assert server.load("huge", huge)[0] == 507


def test_takes_no_room_for_a_model_that_cannot_be_loaded(start, tmp_path):
    server = start(tmp_path, CATO_NLI_MAX_MODEL_MB="1")
    broken = write_model(tmp_path / "broken", USUAL, padding_bytes=600_000)
    (broken / "model.onnx").write_bytes(b"no model")
    for _ in range(3):
        status, answer = server.load("broken", broken)
        assert (status, "model.onnx cannot be loaded" in answer["error"]["message"]) == (400, True)
    assert server.load("whole", write_model(tmp_path / "whole", USUAL, padding_bytes=600_000))[0] == 200


@pytest.mark.parametrize(
    ("labels", "said"),
    [(("LABEL_0", "LABEL_1", "LABEL_2"), "LABEL_0"), (("entailment", "entailment", "neutral"), "id2label")],
)
def test_refuses_models_whose_labels_say_nothing(start, tmp_path, labels, said):
    server = start(tmp_path)
    folder = write_model(tmp_path / "votes", USUAL)
    (folder / "config.json").write_text(json.dumps({"id2label": dict(enumerate(labels))}))
    status, answer = server.load("votes", folder)
    assert status == 400
    assert said in answer["error"]["message"]


def test_loads_nothing_from_elsewhere(start, tmp_path):
    server = start(tmp_path / "models")
    outside = write_model(tmp_path / "outside", USUAL)
    assert server.load("outside", outside)[0] == 400
    assert server.load("outside", tmp_path / "models" / ".." / "outside")[0] == 400
    assert server.load("absent", tmp_path / "models" / "absent")[0] == 404


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"{", 400, "no JSON"),
        (b"[" * 100_000, 400, "no JSON"),
        (b"\xff\xfe", 400, "no JSON"),
        ([], 400, "not a JSON object"),
        ({}, 400, "`hypotheses`"),
        ({"premise": "rain", "hypotheses": []}, 400, "nothing to judge"),
        ({"premise": "rain", "hypotheses": [1]}, 400, "hypothesis of pair 0"),
        ({"premise": " ", "hypotheses": ["yes"]}, 400, "premise of pair 0"),
        ({"pairs": ["yes"]}, 400, "`pairs`"),
        ({"premise": "rain", "hypotheses": ["yes"] * 9}, 400, "more than 8"),
        ({"premise": "rain " * 30, "hypotheses": ["yes"]}, 400, "more than 100 characters"),
        (b" " * 200_001, 413, "200000 bytes"),
    ],
)
def test_says_what_is_wrong_with_a_request_and_goes_on(start, tmp_path, body, status, said):
    limits = {"CATO_NLI_MAX_PAIRS": "8", "CATO_NLI_MAX_TEXT_CHARS": "100", "CATO_NLI_MAX_BODY_BYTES": "200000"}
    server = start(tmp_path, **limits)
    server.load("votes", write_model(tmp_path / "votes", USUAL))
    answered, answer = server.ask("POST", "/models/votes/invoke", body)
    assert (answered, said in answer["error"]["message"]) == (status, True), answer
    assert server.judge("votes", "rain", "yes")[0] == 200


def test_refuses_bodies_without_a_length_and_routes_that_are_none(start, tmp_path):
    server = start(tmp_path)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        client.sendall(b"POST /models HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
        answer = client.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 411")
    assert answer.count(b"HTTP/1.1") == 1
    assert server.ask("GET", "/invocations")[0] == 404


def test_loads_unloads_and_judges_at_the_same_time(start_program, tmp_path):
    server = start_program(tmp_path)
    folders = {name: write_model(tmp_path / name, USUAL if name in "ab" else OTHER) for name in "abcd"}
    server.load("a", folders["a"])
    failures: list[object] = []

    def change(name: str) -> None:
        for _ in range(15):
            if server.load(name, folders[name])[0] != 200:
                failures.append(("load", name))
            server.judge(name, "rain", "no")
            if server.ask("DELETE", f"/models/{name}")[0] != 200:
                failures.append(("unload", name))

    def judge() -> None:
        for _ in range(40):
            status, answer = server.judge("a", "rain", "yes", "no")
            if status != 200 or [best(result) for result in answer["results"]] != ["entailment", "contradiction"]:
                failures.append(answer)

    with ThreadPoolExecutor(5) as threads:
        for task in [threads.submit(change, name) for name in "bcd"] + [threads.submit(judge) for _ in range(2)]:
            task.result()
    assert failures == []
    assert [model["modelName"] for model in server.ask("GET", "/models")[1]["models"]] == ["a"]


def test_one_of_several_loads_of_a_name_wins(start, tmp_path):
    server = start(tmp_path)
    folder = write_model(tmp_path / "votes", USUAL)
    with ThreadPoolExecutor(6) as threads:
        statuses = sorted(threads.map(lambda _: server.load("votes", folder)[0], range(6)))
    assert statuses == [200, 409, 409, 409, 409, 409]


def test_turns_away_what_it_has_no_place_for(start_program, tmp_path):
    server = start_program(tmp_path, CATO_NLI_CONCURRENCY="1", CATO_NLI_MAX_WAITING="1", CATO_NLI_THREADS="1")
    server.load("votes", write_model(tmp_path / "votes", USUAL, window=512))
    texts = ["wet " * 400] * 64
    with ThreadPoolExecutor(12) as threads:
        statuses = list(threads.map(lambda _: server.judge("votes", "rain", *texts)[0], range(12)))
    assert set(statuses) == {200, 503}
    assert server.judge("votes", "rain", "yes")[0] == 200


def test_ends_at_once_when_asked_to_though_clients_keep_connections(start_program, tmp_path):
    server = start_program(tmp_path)
    kept = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    kept.request("GET", "/ping")
    kept.getresponse().read()
    ended = threading.Timer(10, server.process.kill)
    ended.start()
    assert server.stop() == 0
    ended.cancel()


def test_says_which_variable_is_wrong(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "nli", "serve"],
        cwd=CONTAINER,
        capture_output=True,
        text=True,
        env={**os.environ, "CATO_NLI_MAX_PAIRS": "many"},
        timeout=20,
    )
    assert ended.returncode == 2
    assert "CATO_NLI_MAX_PAIRS" in ended.stderr
