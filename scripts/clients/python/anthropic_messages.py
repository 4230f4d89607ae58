import json

import anthropic

from check import BREST, BREST_AND_HULL, KEY, PIXEL, PIXEL_SEEN, PORT, SAID, TIDE, URL
from check import assert_left, check, equal, run_checks, thought_kept, thrown_by

messages = anthropic.Anthropic(base_url=URL, api_key=KEY, max_retries=0).messages
TOOLS = [{"name": "get_tide", "input_schema": PORT}]
THINKING = {"type": "enabled", "budget_tokens": 1024}


def ask(model, content):
    return {"model": model, "max_tokens": 4000, "messages": [{"role": "user", "content": content}]}


def text_of(answer):
    return "".join(block.text for block in answer.content if block.type == "text")


def calls_of(answer):
    return [block for block in answer.content if block.type == "tool_use"]


def inputs_of(answer):
    return [(call.name, call.input) for call in calls_of(answer)]


def final(**body):
    with messages.stream(**body) as stream:
        return stream.get_final_message()


def answer_tools(body, answer):
    results = [
        {"type": "tool_result", "tool_use_id": call.id, "content": f"result {index}"}
        for index, call in enumerate(calls_of(answer))
    ]
    turns = [
        *body["messages"],
        {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in answer.content]},
        {"role": "user", "content": results},
    ]
    return text_of(messages.create(**{**body, "messages": turns}))


def assert_usage(usage):
    equal((usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens), (12, 8, 7))


def checks_of(vendor, model):
    def text():
        answer = messages.create(**ask(model, "scenario:text"), system="You know the tides.")
        equal((text_of(answer), answer.stop_reason), (SAID["text"], "end_turn"))

    def stream():
        with messages.stream(**ask(model, "scenario:text")) as stream:
            pieces = list(stream.text_stream)
        equal("".join(pieces), SAID["text"])
        check(len(pieces) > 3, "one piece")

    def tools():
        body = {**ask(model, "scenario:tool"), "tools": TOOLS}
        answer = messages.create(**body)
        equal((inputs_of(answer), answer.stop_reason), (BREST, "tool_use"))
        equal(answer_tools(body, answer), "Results: result 0")

    def tools_streamed():
        equal(inputs_of(final(**ask(model, "scenario:tool"), tools=TOOLS)), BREST)

    def parallel_tools():
        body = {**ask(model, "scenario:parallel"), "tools": TOOLS}
        answer = final(**body)
        equal(inputs_of(answer), BREST_AND_HULL)
        equal(answer_tools(body, answer), "Results: result 0 | result 1")

    def images():
        image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}}
        content = [{"type": "text", "text": "scenario:image"}, image]
        equal(text_of(messages.create(**ask(model, content))), PIXEL_SEEN)

    def structured_output():
        config = {"format": {"type": "json_schema", "schema": TIDE}}
        answer = messages.create(**ask(model, "scenario:json"), output_config=config)
        equal(json.loads(text_of(answer)), SAID["tide"])

    def reasoning():
        body = {**ask(model, "scenario:reasoning"), "thinking": THINKING}
        for answer in (messages.create(**body), final(**body)):
            thoughts = [block.thinking for block in answer.content if block.type == "thinking"]
            equal((thoughts, text_of(answer)), ([SAID["reasoning"]], SAID["afterThinking"]))

    def thinking_turn():
        body = {**ask(model, "scenario:thought"), "tools": TOOLS, "thinking": THINKING}
        equal(answer_tools(body, final(**body)), thought_kept(vendor))

    def usage():
        assert_usage(messages.create(**ask(model, "scenario:text")).usage)

    def usage_streamed():
        assert_usage(final(**ask(model, "scenario:text")).usage)

    def errors():
        limited = thrown_by(lambda: messages.create(**ask(f"{model}-limited", "scenario:limited")))
        check(isinstance(limited, anthropic.RateLimitError), repr(limited))
        bad = thrown_by(lambda: messages.create(**ask(model, "scenario:bad")))
        check(isinstance(bad, anthropic.BadRequestError), repr(bad))
        missing = thrown_by(lambda: messages.create(**ask("no-such-model", "hello")))
        check(isinstance(missing, anthropic.NotFoundError), repr(missing))

    def abort():
        with messages.stream(**ask(model, "scenario:stall")) as stream:
            next(iter(stream.text_stream))
        assert_left(vendor)

    def count_tokens():
        count = messages.count_tokens(model=model, messages=ask(model, "scenario:text")["messages"])
        check(count.input_tokens > 0, repr(count))

    return {
        "text": text,
        "stream": stream,
        "tools": tools,
        "tools, streamed": tools_streamed,
        "parallel tools": parallel_tools,
        "images": images,
        "structured output": structured_output,
        "reasoning": reasoning,
        "thinking turn": thinking_turn,
        "usage": usage,
        "usage, streamed": usage_streamed,
        "errors": errors,
        "abort": abort,
        "count tokens": count_tokens,
    }


run_checks(checks_of)
