import json

import openai

from check import BREST, BREST_AND_HULL, KEY, PIXEL, PIXEL_SEEN, PORT, SAID, TIDE, URL
from check import assert_left, check, equal, run_checks, thought_kept, thrown_by

responses = openai.OpenAI(base_url=f"{URL}/v1", api_key=KEY, max_retries=0).responses
TOOLS = [{"type": "function", "name": "get_tide", "parameters": PORT, "strict": False}]


def calls_of(answer):
    return [item for item in answer.output if item.type == "function_call"]


def inputs_of(answer):
    return [(call.name, json.loads(call.arguments)) for call in calls_of(answer)]


def answer_tools(model, question, answer, **more):
    results = [
        {"type": "function_call_output", "call_id": call.call_id, "output": f"result {index}"}
        for index, call in enumerate(calls_of(answer))
    ]
    items = [item.model_dump(exclude_none=True) for item in answer.output]
    turns = [{"role": "user", "content": question}, *items, *results]
    return responses.create(model=model, input=turns, tools=TOOLS, store=False, **more).output_text


def summary_of(answer):
    items = [item for item in answer.output if item.type == "reasoning"]
    return "".join(part.text for item in items for part in [*item.summary, *(item.content or [])])


def assert_usage(usage):
    equal((usage.input_tokens, usage.output_tokens, usage.input_tokens_details.cached_tokens), (20, 7, 8))


def checks_of(vendor, model):
    def create(question, **more):
        return responses.create(model=model, input=question, store=False, **more)

    def streamed(question, **more):
        with responses.stream(model=model, input=question, store=False, **more) as stream:
            return stream.get_final_response()

    def text():
        answer = create("scenario:text")
        equal((answer.output_text, answer.status), (SAID["text"], "completed"))

    def stream():
        events = list(create("scenario:text", stream=True))
        equal([event.sequence_number for event in events], list(range(len(events))))
        deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
        equal("".join(deltas), SAID["text"])
        check(len(deltas) > 3, "one piece")

    def tools():
        answer = create("scenario:tool", tools=TOOLS)
        equal(inputs_of(answer), BREST)
        equal(answer_tools(model, "scenario:tool", answer), "Results: result 0")

    def tools_streamed():
        equal(inputs_of(streamed("scenario:tool", tools=TOOLS)), BREST)

    def parallel_tools():
        answer = streamed("scenario:parallel", tools=TOOLS)
        equal(inputs_of(answer), BREST_AND_HULL)
        equal(answer_tools(model, "scenario:parallel", answer), "Results: result 0 | result 1")

    def images():
        image = {"type": "input_image", "image_url": f"data:image/png;base64,{PIXEL}", "detail": "auto"}
        content = [{"type": "input_text", "text": "scenario:image"}, image]
        equal(create([{"role": "user", "content": content}]).output_text, PIXEL_SEEN)

    def structured_output():
        schema = {"type": "json_schema", "name": "tide", "schema": TIDE, "strict": True}
        equal(json.loads(create("scenario:json", text={"format": schema}).output_text), SAID["tide"])

    def reasoning():
        asked = {"effort": "medium", "summary": "auto"}
        equal(summary_of(create("scenario:reasoning", reasoning=asked)), SAID["reasoning"])
        answer = streamed("scenario:reasoning", reasoning=asked)
        equal((summary_of(answer), answer.output_text), (SAID["reasoning"], SAID["afterThinking"]))

    def thinking_turn():
        more = {"reasoning": {"effort": "medium"}, "include": ["reasoning.encrypted_content"]}
        answer = streamed("scenario:thought", tools=TOOLS, **more)
        equal(answer_tools(model, "scenario:thought", answer, **more), thought_kept(vendor))

    def usage():
        assert_usage(create("scenario:text").usage)

    def usage_streamed():
        assert_usage(streamed("scenario:text").usage)

    def errors():
        limited = thrown_by(lambda: responses.create(model=f"{model}-limited", input="scenario:limited"))
        check(isinstance(limited, openai.RateLimitError), repr(limited))
        bad = thrown_by(lambda: create("scenario:bad"))
        check(isinstance(bad, openai.BadRequestError), repr(bad))
        missing = thrown_by(lambda: responses.create(model="no-such-model", input="hello"))
        check(isinstance(missing, openai.NotFoundError), repr(missing))

    def abort():
        stream = create("scenario:stall", stream=True)
        next(event for event in stream if event.type == "response.output_text.delta")
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
        "thinking turn": thinking_turn,
        "usage": usage,
        "usage, streamed": usage_streamed,
        "errors": errors,
        "abort": abort,
    }


run_checks(checks_of)
