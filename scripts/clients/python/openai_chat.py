import json

import openai

from check import BREST, BREST_AND_HULL, KEY, PIXEL, PIXEL_SEEN, PORT, SAID, TIDE, URL
from check import assert_left, check, equal, run_checks, thrown_by

client = openai.OpenAI(base_url=f"{URL}/v1", api_key=KEY, max_retries=0)
chat = client.chat.completions
TOOLS = [{"type": "function", "function": {"name": "get_tide", "parameters": PORT}}]


def ask(content):
    return [{"role": "user", "content": content}]


def inputs_of(message):
    return [(call.function.name, json.loads(call.function.arguments)) for call in message.tool_calls]


def answer_tools(model, messages, message):
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": f"result {index}"}
        for index, call in enumerate(message.tool_calls)
    ]
    answered = [*messages, message.model_dump(exclude_none=True), *results]
    return chat.create(model=model, messages=answered, tools=TOOLS).choices[0].message.content


def assert_usage(usage):
    equal((usage.prompt_tokens, usage.completion_tokens, usage.prompt_tokens_details.cached_tokens), (20, 7, 8))


def checks_of(vendor, model):
    def text():
        choice = chat.create(model=model, messages=ask("scenario:text")).choices[0]
        equal((choice.message.content, choice.finish_reason), (SAID["text"], "stop"))

    def stream():
        chunks = list(chat.create(model=model, messages=ask("scenario:text"), stream=True))
        equal("".join(c.choices[0].delta.content or "" for c in chunks if c.choices), SAID["text"])
        check(len(chunks) > 5, "one piece")

    def tools():
        messages = ask("scenario:tool")
        message = chat.create(model=model, messages=messages, tools=TOOLS).choices[0].message
        equal(inputs_of(message), BREST)
        equal(answer_tools(model, messages, message), "Results: result 0")

    def streamed_message(scenario):
        with chat.stream(model=model, messages=ask(scenario), tools=TOOLS) as stream:
            return stream.get_final_completion().choices[0].message

    def tools_streamed():
        equal(inputs_of(streamed_message("scenario:tool")), BREST)

    def parallel_tools():
        messages = ask("scenario:parallel")
        message = chat.create(model=model, messages=messages, tools=TOOLS).choices[0].message
        equal(inputs_of(message), BREST_AND_HULL)
        equal(inputs_of(streamed_message("scenario:parallel")), BREST_AND_HULL)
        equal(answer_tools(model, messages, message), "Results: result 0 | result 1")

    def images():
        image = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXEL}"}}
        answer = chat.create(model=model, messages=ask([{"type": "text", "text": "scenario:image"}, image]))
        equal(answer.choices[0].message.content, PIXEL_SEEN)

    def structured_output():
        schema = {"type": "json_schema", "json_schema": {"name": "tide", "schema": TIDE, "strict": True}}
        answer = chat.create(model=model, messages=ask("scenario:json"), response_format=schema)
        equal(json.loads(answer.choices[0].message.content), SAID["tide"])

    def reasoning():
        answer = chat.create(model=model, messages=ask("scenario:reasoning"), reasoning_effort="medium")
        equal(answer.choices[0].message.reasoning_content, SAID["reasoning"])

    def usage():
        assert_usage(chat.create(model=model, messages=ask("scenario:text")).usage)

    def usage_streamed():
        options = {"stream": True, "stream_options": {"include_usage": True}}
        assert_usage(list(chat.create(model=model, messages=ask("scenario:text"), **options))[-1].usage)

    def errors():
        limited = thrown_by(lambda: chat.create(model=f"{model}-limited", messages=ask("scenario:limited")))
        check(isinstance(limited, openai.RateLimitError), repr(limited))
        bad = thrown_by(lambda: chat.create(model=model, messages=ask("scenario:bad")))
        check(isinstance(bad, openai.BadRequestError), repr(bad))
        missing = thrown_by(lambda: chat.create(model="no-such-model", messages=ask("hello")))
        check(isinstance(missing, openai.NotFoundError), repr(missing))

    def abort():
        stream = chat.create(model=model, messages=ask("scenario:stall"), stream=True)
        next(chunk for chunk in stream if chunk.choices[0].delta.content)
        stream.close()
        assert_left(vendor)

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
        "usage, streamed": usage_streamed,
        "errors": errors,
        "abort": abort,
    }


run_checks(checks_of)
