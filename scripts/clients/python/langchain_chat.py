import sys

from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from pydantic import BaseModel

from check import BREST, BREST_AND_HULL, KEY, PIXEL, PIXEL_SEEN, SAID, URL
from check import assert_left, check, equal, run_checks, thought_kept, thrown_by

KIND = sys.argv[1]


def create(name, **more):
    if KIND == "anthropic":
        from langchain_anthropic import ChatAnthropic

        return ChatAnthropic(model=name, base_url=URL, api_key=KEY, max_retries=0, max_tokens=4000, **more)
    from langchain_openai import ChatOpenAI

    responses = {"use_responses_api": True, "store": False} if KIND == "responses" else {}
    settings = {"base_url": f"{URL}/v1", "api_key": KEY, "max_retries": 0, "stream_usage": True}
    return ChatOpenAI(model=name, **settings, **responses, **more)


# How each asks for reasoning; none = it shows none.
REASONS = {
    "chat": None,
    "responses": {
        "reasoning": {"effort": "medium", "summary": "auto"},
        "include": ["reasoning.encrypted_content"],
    },
    "anthropic": {"thinking": {"type": "enabled", "budget_tokens": 1024}},
}[KIND]


class Tide(BaseModel):
    """The tide at a port."""

    port: str
    height: float


@tool
def get_tide(port: str) -> str:
    """The tide at a port."""
    return f"result of {port}"


def inputs_of(answer):
    return [(call["name"], call["args"]) for call in answer.tool_calls]


def whole(stream):
    pieces = iter(stream)
    answer = next(pieces)
    for piece in pieces:
        answer += piece
    return answer


def answer_tools(model, question, answer):
    results = [
        ToolMessage(tool_call_id=call["id"], content=f"result {index}") for index, call in enumerate(answer.tool_calls)
    ]
    return text_of(model.invoke([HumanMessage(question), answer, *results]))


def text_of(answer):
    return answer.text if isinstance(answer.text, str) else answer.text()


def reasoning_of(answer):
    return "".join(block.get("reasoning", "") for block in answer.content_blocks if block["type"] == "reasoning")


def assert_usage(answer):
    usage = answer.usage_metadata
    counted = (usage["input_tokens"], usage["output_tokens"], usage["input_token_details"]["cache_read"])
    equal(counted, (20, 7, 8))


def checks_of(vendor, name):
    model = create(name)
    with_tools = model.bind_tools([get_tide])

    def text():
        equal(text_of(model.invoke("scenario:text")), SAID["text"])

    def stream():
        pieces = [text_of(piece) for piece in model.stream("scenario:text")]
        equal("".join(pieces), SAID["text"])
        check(len(pieces) > 3, "one piece")

    def tools():
        answer = with_tools.invoke("scenario:tool")
        equal(inputs_of(answer), BREST)
        equal(answer_tools(with_tools, "scenario:tool", answer), "Results: result 0")

    def tools_streamed():
        equal(inputs_of(whole(with_tools.stream("scenario:tool"))), BREST)

    def parallel_tools():
        answer = whole(with_tools.stream("scenario:parallel"))
        equal(inputs_of(answer), BREST_AND_HULL)
        equal(answer_tools(with_tools, "scenario:parallel", answer), "Results: result 0 | result 1")

    def images():
        image = {"type": "image", "base64": PIXEL, "mime_type": "image/png"}
        question = HumanMessage(content=[{"type": "text", "text": "scenario:image"}, image])
        equal(text_of(model.invoke([question])), PIXEL_SEEN)

    def structured_output():
        equal(model.with_structured_output(Tide).invoke("scenario:json").model_dump(), SAID["tide"])

    def reasoning():
        thinker = create(name, **REASONS)
        for answer in (thinker.invoke("scenario:reasoning"), whole(thinker.stream("scenario:reasoning"))):
            equal((reasoning_of(answer), text_of(answer)), (SAID["reasoning"], SAID["afterThinking"]))

    def thinking_turn():
        thinker = create(name, **REASONS).bind_tools([get_tide])
        answer = whole(thinker.stream("scenario:thought"))
        equal(answer_tools(thinker, "scenario:thought", answer), thought_kept(vendor))

    def usage():
        assert_usage(model.invoke("scenario:text"))

    def usage_streamed():
        assert_usage(whole(model.stream("scenario:text")))

    def errors():
        limited = thrown_by(lambda: create(f"{name}-limited").invoke("scenario:limited"))
        equal(getattr(limited, "status_code", limited), 429)
        bad = thrown_by(lambda: model.invoke("scenario:bad"))
        equal(getattr(bad, "status_code", bad), 400)
        missing = thrown_by(lambda: create("no-such-model").invoke("hello"))
        equal(getattr(missing, "status_code", missing), 404)

    def abort():
        pieces = model.stream("scenario:stall")
        next(piece for piece in pieces if text_of(piece))
        pieces.close()
        assert_left(vendor)

    return {
        "text": text,
        "stream": stream,
        "tools": tools,
        "tools, streamed": tools_streamed,
        "parallel tools": parallel_tools,
        "images": images,
        "structured output": structured_output,
        **({"reasoning": reasoning, "thinking turn": thinking_turn} if REASONS else {}),
        "usage": usage,
        "usage, streamed": usage_streamed,
        "errors": errors,
        "abort": abort,
    }


run_checks(checks_of)
