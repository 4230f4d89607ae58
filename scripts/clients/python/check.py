"""What the drivers of Python clients have in common; `run-driver.ts` says what is in the environment."""

import asyncio
import base64
import inspect
import json
import os
import sys
import urllib.request

URL = os.environ["CATO_URL"]
KEY = os.environ["CATO_KEY"]
SAID = json.loads(os.environ["CATO_SAID"])
PORT = {"type": "object", "properties": {"port": {"type": "string"}}, "required": ["port"]}
TIDE = {
    "type": "object",
    "properties": {"port": {"type": "string"}, "height": {"type": "number"}},
    "required": ["port", "height"],
    "additionalProperties": False,
}
# A PNG of one pixel, and how the scripted model describes it.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PIXEL_SEEN = f"Images: image/png {len(base64.b64decode(PIXEL))}"
BREST = [("get_tide", {"port": "Brest"})]
BREST_AND_HULL = [*BREST, ("get_tide", {"port": "Hull"})]

BOUND_S = 15


def thought_kept(vendor):
    """What the model says after a tool turn with thinking: Anthropic's must get its signature back, others have none."""
    return f"Signatures: {SAID['signature'] if vendor == 'anthropic' else ''}"


def equal(found, expected):
    if found != expected:
        raise AssertionError(f"{found!r} is not {expected!r}")


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def thrown_by(ask):
    """The error that a call ends in."""
    try:
        answer = ask()
    except Exception as error:
        return error
    raise AssertionError(f"no error, but {answer!r}")


def assert_left(vendor):
    """After the client has left: the provider must have noticed within a second."""
    with urllib.request.urlopen(f"{os.environ['CATO_CONTROL']}/?vendor={vendor}") as answer:
        check(json.load(answer)["left"], "the provider is still answering")


def run_checks(checks_of):
    """Runs the checks of a client against both vendors' models; says each outcome in a line of JSON."""
    for vendor, model in json.loads(os.environ["CATO_MODELS"]).items():
        for capability, run in checks_of(vendor, model).items():
            problem = None
            try:
                asyncio.run(bounded(run))
            except BaseException as error:
                problem = f"{type(error).__name__}: {error}"[:600]
            print(json.dumps({"vendor": vendor, "capability": capability, "problem": problem}), flush=True)
    sys.stdout.flush()
    # Threads of a client that hangs must not keep the program.
    os._exit(0)


async def bounded(run):
    if inspect.iscoroutinefunction(run):
        await asyncio.wait_for(run(), BOUND_S)
    else:
        await asyncio.wait_for(asyncio.to_thread(run), BOUND_S)
