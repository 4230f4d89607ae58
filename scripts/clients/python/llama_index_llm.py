import base64
import gc
import sys

import openai
from llama_index.core.base.llms.types import ChatMessage, ImageBlock, TextBlock
from llama_index.core.tools import FunctionTool
from llama_index.llms.openai import OpenAI, OpenAIResponses
from pydantic import BaseModel

from check import BREST, BREST_AND_HULL, KEY, PIXEL, PIXEL_SEEN, SAID, URL
from check import assert_left, check, equal, run_checks, thrown_by

KIND = sys.argv[1]


# It asks for no model whose name it does not know, so the gateway has routes with such names.
KNOWN_NAMES = {
    "gpt-scripted": "gpt-4o",
    "gpt-scripted-limited": "gpt-4.1",
    "claude-scripted": "gpt-4o-mini",
    "claude-scripted-limited": "gpt-4.1-mini",
}


class Tide(BaseModel):
    port: str
    height: float


def create(name):
    kind = OpenAIResponses if KIND == "responses" else OpenAI
    return kind(model=KNOWN_NAMES[name], api_base=f"{URL}/v1", api_key=KEY, max_retries=0)


def get_tide(port: str) -> str:
    """The tide at a port."""
    return f"result of {port}"


TOOL = FunctionTool.from_defaults(get_tide)


def ask(scenario):
    return [ChatMessage(role="user", content=f"scenario:{scenario}")]


def checks_of(vendor, model):
    def calls_of(llm, answer):
        found = llm.get_tool_calls_from_response(answer, error_on_no_tool_call=False)
        return [(call.tool_name, call.tool_kwargs) for call in found]

    def answer_tools(llm, scenario, answer):
        calls = llm.get_tool_calls_from_response(answer)
        results = [
            ChatMessage(role="tool", content=get_tide(**c.tool_kwargs), additional_kwargs={"tool_call_id": c.tool_id})
            for c in calls
        ]
        return llm.chat([*ask(scenario), answer.message, *results]).message.content

    def text():
        equal(create(model).chat(ask("text")).message.content, SAID["text"])

    def stream():
        pieces = [piece.delta for piece in create(model).stream_chat(ask("text"))]
        equal("".join(piece or "" for piece in pieces), SAID["text"])
        check(len(pieces) > 3, "one piece")

    def tools():
        llm = create(model)
        answer = llm.chat_with_tools([TOOL], chat_history=ask("tool"))
        equal(calls_of(llm, answer), BREST)
        equal(answer_tools(llm, "tool", answer), "Results: result of Brest")

    def tools_streamed():
        llm = create(model)
        answer = list(llm.stream_chat_with_tools([TOOL], chat_history=ask("tool")))[-1]
        equal(calls_of(llm, answer), BREST)

    def parallel_tools():
        llm = create(model)
        answer = llm.chat_with_tools([TOOL], chat_history=ask("parallel"), allow_parallel_tool_calls=True)
        equal(calls_of(llm, answer), BREST_AND_HULL)
        equal(answer_tools(llm, "parallel", answer), "Results: result of Brest | result of Hull")

    def images():
        image = ImageBlock(image=base64.b64decode(PIXEL), image_mimetype="image/png")
        message = ChatMessage(role="user", blocks=[TextBlock(text="scenario:image"), image])
        equal(create(model).chat([message]).message.content, PIXEL_SEEN)

    def structured_output():
        answer = create(model).as_structured_llm(Tide).chat(ask("json"))
        equal(answer.raw.model_dump(), SAID["tide"])

    def usage():
        usage = create(model).chat(ask("text")).raw.usage
        counted = (
            (usage.input_tokens, usage.output_tokens)
            if KIND == "responses"
            else (usage.prompt_tokens, usage.completion_tokens)
        )
        equal(counted, (20, 7))

    def errors():
        limited = thrown_by(lambda: create(f"{model}-limited").chat(ask("limited")))
        check(isinstance(limited, openai.RateLimitError), repr(limited))
        bad = thrown_by(lambda: create(model).chat(ask("bad")))
        check(isinstance(bad, openai.BadRequestError), repr(bad))

    def abort():
        pieces = create(model).stream_chat(ask("stall"))
        next(piece for piece in pieces if piece.delta)
        pieces.close()
        del pieces
        # It closes no connection by itself; what nobody holds is closed.
        gc.collect()
        assert_left(vendor)

    return {
        "text": text,
        "stream": stream,
        "tools": tools,
        "tools, streamed": tools_streamed,
        "parallel tools": parallel_tools,
        "images": images,
        "structured output": structured_output,
        "usage": usage,
        "errors": errors,
        "abort": abort,
    }


run_checks(checks_of)
