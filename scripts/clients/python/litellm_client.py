import json
import sys

import litellm

from check import BREST, BREST_AND_HULL, KEY, PIXEL, PIXEL_SEEN, PORT, SAID, TIDE, URL
from check import assert_left, check, equal, run_checks, thrown_by

KIND = sys.argv[1]
litellm.telemetry = False
TOOLS = [{"type": "function", "function": {"name": "get_tide", "parameters": PORT}}]
TO = (
    {"api_base": URL, "custom_llm_provider": "anthropic", "max_tokens": 4000}
    if KIND == "anthropic"
    else {"api_base": f"{URL}/v1", "custom_llm_provider": "openai"}
)


def ask(model, content, **more):
    messages = [{"role": "user", "content": content}] if isinstance(content, str) else content
    return litellm.completion(model=model, messages=messages, api_key=KEY, num_retries=0, max_retries=0, **TO, **more)


def inputs_of(message):
    return [(call.function.name, json.loads(call.function.arguments)) for call in message.tool_calls]


def answer_tools(model, question, message):
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": f"result {index}"}
        for index, call in enumerate(message.tool_calls)
    ]
    turns = [{"role": "user", "content": question}, message.model_dump(exclude_none=True), *results]
    return ask(model, turns, tools=TOOLS).choices[0].message.content


def assert_usage(usage):
    equal((usage.prompt_tokens, usage.completion_tokens, usage.prompt_tokens_details.cached_tokens), (20, 7, 8))


def checks_of(vendor, model):
    def text():
        equal(ask(model, "scenario:text").choices[0].message.content, SAID["text"])

    def stream():
        pieces = [piece.choices[0].delta.content or "" for piece in ask(model, "scenario:text", stream=True)]
        equal("".join(pieces), SAID["text"])
        check(len(pieces) > 3, "one piece")

    def tools():
        message = ask(model, "scenario:tool", tools=TOOLS).choices[0].message
        equal(inputs_of(message), BREST)
        equal(answer_tools(model, "scenario:tool", message), "Results: result 0")

    def tools_streamed():
        chunks = list(ask(model, "scenario:parallel", tools=TOOLS, stream=True))
        equal(inputs_of(litellm.stream_chunk_builder(chunks).choices[0].message), BREST_AND_HULL)

    def parallel_tools():
        message = ask(model, "scenario:parallel", tools=TOOLS).choices[0].message
        equal(inputs_of(message), BREST_AND_HULL)
        equal(answer_tools(model, "scenario:parallel", message), "Results: result 0 | result 1")

    def images():
        image = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXEL}"}}
        content = [{"type": "text", "text": "scenario:image"}, image]
        equal(ask(model, [{"role": "user", "content": content}]).choices[0].message.content, PIXEL_SEEN)

    def structured_output():
        schema = {"type": "json_schema", "json_schema": {"name": "tide", "schema": TIDE, "strict": True}}
        answer = ask(model, "scenario:json", response_format=schema)
        equal(json.loads(answer.choices[0].message.content), SAID["tide"])

    def reasoning():
        asks = (
            {"thinking": {"type": "enabled", "budget_tokens": 1024}, "allowed_openai_params": ["thinking"]}
            if KIND == "anthropic"
            else {"reasoning_effort": "medium", "allowed_openai_params": ["reasoning_effort"]}
        )
        message = ask(model, "scenario:reasoning", **asks).choices[0].message
        equal((message.reasoning_content, message.content), (SAID["reasoning"], SAID["afterThinking"]))

    def usage():
        assert_usage(ask(model, "scenario:text").usage)

    def errors():
        limited = thrown_by(lambda: ask(f"{model}-limited", "scenario:limited"))
        check(isinstance(limited, litellm.RateLimitError), repr(limited))
        bad = thrown_by(lambda: ask(model, "scenario:bad"))
        check(isinstance(bad, litellm.BadRequestError), repr(bad))
        missing = thrown_by(lambda: ask("no-such-model", "hello"))
        check(isinstance(missing, litellm.NotFoundError), repr(missing))

    return {
        "text": text,
        "stream": stream,
        "tools": tools,
        "tools, streamed": tools_streamed,
        "parallel tools": parallel_tools,
        "images": images,
        "structured output": structured_output,
        "reasoning": reasoning,
        "usage": usage,
        "errors": errors,
    }


run_checks(checks_of)
