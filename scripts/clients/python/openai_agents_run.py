import asyncio
import sys

import openai
from agents import Agent, ModelSettings, OpenAIChatCompletionsModel, OpenAIResponsesModel, Runner, function_tool
from agents import set_tracing_disabled
from pydantic import BaseModel

from check import KEY, PIXEL, PIXEL_SEEN, SAID, URL
from check import assert_left, check, equal, run_checks, thought_kept

set_tracing_disabled(True)
KIND = sys.argv[1]


def create(name):
    client = openai.AsyncOpenAI(base_url=f"{URL}/v1", api_key=KEY, max_retries=0)
    kind = OpenAIResponsesModel if KIND == "responses" else OpenAIChatCompletionsModel
    return kind(model=name, openai_client=client)


class Tide(BaseModel):
    port: str
    height: float


def agent_of(name, **settings):
    seen = []

    @function_tool
    def get_tide(port: str) -> str:
        """The tide at a port."""
        seen.append(port)
        return f"result of {port}"

    tools = [] if "output_type" in settings else [get_tide]
    return Agent(name="Pilot", instructions="You know the tides.", model=create(name), tools=tools, **settings), seen


def assert_usage(usage):
    equal((usage.input_tokens, usage.output_tokens, usage.input_tokens_details.cached_tokens), (20, 7, 8))


async def streamed(agent, question):
    result = Runner.run_streamed(agent, question)
    pieces = []
    async for event in result.stream_events():
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta":
            pieces.append(event.data.delta)
    return result, pieces


def checks_of(vendor, model):
    async def text():
        equal((await Runner.run(agent_of(model)[0], "scenario:text")).final_output, SAID["text"])

    async def stream():
        result, pieces = await streamed(agent_of(model)[0], "scenario:text")
        equal(("".join(pieces), result.final_output), (SAID["text"], SAID["text"]))
        check(len(pieces) > 3, "one piece")

    async def tools():
        agent, seen = agent_of(model)
        equal((await Runner.run(agent, "scenario:tool")).final_output, "Results: result of Brest")
        equal(seen, ["Brest"])

    async def tools_streamed():
        agent, seen = agent_of(model)
        result, _ = await streamed(agent, "scenario:tool")
        equal((result.final_output, seen), ("Results: result of Brest", ["Brest"]))

    async def parallel_tools():
        agent, seen = agent_of(model)
        result, _ = await streamed(agent, "scenario:parallel")
        equal(result.final_output, "Results: result of Brest | result of Hull")
        equal(sorted(seen), ["Brest", "Hull"])

    async def images():
        image = {"type": "input_image", "image_url": f"data:image/png;base64,{PIXEL}", "detail": "auto"}
        content = [{"type": "input_text", "text": "scenario:image"}, image]
        question = [{"role": "user", "content": content}]
        equal((await Runner.run(agent_of(model)[0], question)).final_output, PIXEL_SEEN)

    async def structured_output():
        agent, _ = agent_of(model, output_type=Tide)
        equal((await Runner.run(agent, "scenario:json")).final_output.model_dump(), SAID["tide"])

    async def thinking_turn():
        reasoning = {"effort": "medium", "summary": "auto"}
        settings = ModelSettings(
            reasoning=reasoning, store=False, response_include=["reasoning.encrypted_content"]
        )
        agent, _ = agent_of(model, model_settings=settings)
        result, _ = await streamed(agent, "scenario:thought")
        equal(result.final_output, thought_kept(vendor))

    async def usage():
        result = await Runner.run(agent_of(model)[0], "scenario:text")
        assert_usage(result.context_wrapper.usage)

    async def usage_streamed():
        agent, _ = agent_of(model, model_settings=ModelSettings(include_usage=True))
        result, _ = await streamed(agent, "scenario:text")
        assert_usage(result.context_wrapper.usage)

    async def errors():
        for name, scenario, kind in (
            (f"{model}-limited", "limited", openai.RateLimitError),
            (model, "bad", openai.BadRequestError),
            ("no-such-model", "text", openai.NotFoundError),
        ):
            try:
                await Runner.run(agent_of(name)[0], f"scenario:{scenario}")
            except kind:
                continue
            raise AssertionError(f"no error for {scenario}")

    async def abort():
        result = Runner.run_streamed(agent_of(model)[0], "scenario:stall")
        async for event in result.stream_events():
            if event.type == "raw_response_event" and event.data.type == "response.output_text.delta":
                break
        result.cancel()
        # The loop must go on for the cancelled task to end.
        await asyncio.to_thread(assert_left, vendor)

    return {
        "text": text,
        "stream": stream,
        "tools": tools,
        "tools, streamed": tools_streamed,
        "parallel tools": parallel_tools,
        "images": images,
        "structured output": structured_output,
        **({"thinking turn": thinking_turn} if KIND == "responses" else {}),
        "usage": usage,
        "usage, streamed": usage_streamed,
        "errors": errors,
        "abort": abort,
    }


run_checks(checks_of)
