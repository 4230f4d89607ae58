import base64
import sys

import anthropic
import openai
from pydantic import BaseModel
from pydantic_ai import Agent, BinaryContent, ModelHTTPError, NativeOutput
from pydantic_ai.messages import ModelResponse, ThinkingPart

from check import KEY, PIXEL, PIXEL_SEEN, SAID, URL
from check import assert_left, check, equal, run_checks, thought_kept


def create(name):
    if KIND == "anthropic":
        from pydantic_ai.models.anthropic import AnthropicModel
        from pydantic_ai.providers.anthropic import AnthropicProvider

        client = anthropic.AsyncAnthropic(base_url=URL, api_key=KEY, max_retries=0)
        return AnthropicModel(name, provider=AnthropicProvider(anthropic_client=client))
    from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
    from pydantic_ai.providers.openai import OpenAIProvider

    client = openai.AsyncOpenAI(base_url=f"{URL}/v1", api_key=KEY, max_retries=0)
    provider = OpenAIProvider(openai_client=client)
    if KIND == "chat":
        return OpenAIChatModel(name, provider=provider)
    # Of models whose name it does not know it expects less.
    profile = {"openai_supports_encrypted_reasoning_content": True}
    return OpenAIResponsesModel(name, provider=provider, profile=profile)


KIND = sys.argv[1]
# How each asks for reasoning.
REASONS = {
    "chat": {"openai_reasoning_effort": "medium"},
    "responses": {"openai_reasoning_effort": "medium", "openai_reasoning_summary": "auto"},
    "anthropic": {"anthropic_thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 4000},
}[KIND]


class Tide(BaseModel):
    port: str
    height: float


def with_tool(name, **settings):
    seen = []

    def get_tide(port: str) -> str:
        """The tide at a port."""
        seen.append(port)
        return f"result of {port}"

    return Agent(create(name), tools=[get_tide], **settings), seen


def assert_usage(usage):
    equal((usage.input_tokens, usage.output_tokens, usage.cache_read_tokens), (20, 7, 8))


def usage_of(result):
    return result.usage() if callable(result.usage) else result.usage


def thoughts_of(messages):
    parts = [part for message in messages if isinstance(message, ModelResponse) for part in message.parts]
    return "".join(part.content for part in parts if isinstance(part, ThinkingPart))


def checks_of(vendor, model):
    async def text():
        equal((await Agent(create(model)).run("scenario:text")).output, SAID["text"])

    async def stream():
        async with Agent(create(model)).run_stream("scenario:text") as result:
            pieces = [piece async for piece in result.stream_text(delta=True, debounce_by=None)]
        equal("".join(pieces), SAID["text"])
        check(len(pieces) > 3, "one piece")

    async def tools():
        agent, seen = with_tool(model)
        equal((await agent.run("scenario:tool")).output, "Results: result of Brest")
        equal(seen, ["Brest"])

    async def tools_streamed():
        agent, seen = with_tool(model)
        async with agent.run_stream("scenario:tool") as result:
            equal(await result.get_output(), "Results: result of Brest")
        equal(seen, ["Brest"])

    async def parallel_tools():
        agent, seen = with_tool(model)
        equal((await agent.run("scenario:parallel")).output, "Results: result of Brest | result of Hull")
        equal(sorted(seen), ["Brest", "Hull"])

    async def images():
        image = BinaryContent(base64.b64decode(PIXEL), media_type="image/png")
        equal((await Agent(create(model)).run(["scenario:image", image])).output, PIXEL_SEEN)

    async def structured_output():
        # By its own way, a tool of the answer's shape, and by a schema of the answer.
        kinds = [Tide] if KIND == "anthropic" else [Tide, NativeOutput(Tide)]
        for kind in kinds:
            result = await Agent(create(model), output_type=kind).run("scenario:json")
            equal(result.output.model_dump(), SAID["tide"])

    async def reasoning():
        agent = Agent(create(model), model_settings=REASONS)
        result = await agent.run("scenario:reasoning")
        equal((thoughts_of(result.all_messages()), result.output), (SAID["reasoning"], SAID["afterThinking"]))

    async def thinking_turn():
        agent, _ = with_tool(model, model_settings=REASONS)
        equal((await agent.run("scenario:thought")).output, thought_kept(vendor))

    async def usage():
        assert_usage(usage_of(await Agent(create(model)).run("scenario:text")))

    async def usage_streamed():
        async with Agent(create(model)).run_stream("scenario:text") as result:
            await result.get_output()
            assert_usage(usage_of(result))

    async def errors():
        for name, scenario, status in (
            (f"{model}-limited", "limited", 429),
            (model, "bad", 400),
            ("no-such-model", "text", 404),
        ):
            try:
                await Agent(create(name)).run(f"scenario:{scenario}")
            except ModelHTTPError as error:
                equal(error.status_code, status)
            else:
                raise AssertionError(f"no error for {scenario}")

    async def abort():
        async with Agent(create(model)).run_stream("scenario:stall") as result:
            async for _ in result.stream_text(delta=True, debounce_by=None):
                break
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
        **({"thinking turn": thinking_turn} if KIND != "chat" else {}),
        "usage": usage,
        "usage, streamed": usage_streamed,
        "errors": errors,
        "abort": abort,
    }


run_checks(checks_of)
