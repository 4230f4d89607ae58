import sys

import instructor
from pydantic import BaseModel

from check import KEY, SAID, URL
from check import check, equal, run_checks, thrown_by

KIND = sys.argv[1]


class Tide(BaseModel):
    port: str
    height: float


def clients():
    """By a tool of the answer's shape, and by a schema of the answer where the client has that."""
    if KIND == "anthropic":
        import anthropic

        client = anthropic.Anthropic(base_url=URL, api_key=KEY, max_retries=0)
        return [instructor.from_anthropic(client, mode=instructor.Mode.ANTHROPIC_TOOLS)]
    import openai

    client = openai.OpenAI(base_url=f"{URL}/v1", api_key=KEY, max_retries=0)
    modes = [instructor.Mode.TOOLS, instructor.Mode.JSON_SCHEMA]
    return [instructor.from_openai(client, mode=mode) for mode in modes]


def ask(model, scenario):
    return {
        "model": model,
        "max_tokens": 4000,
        "max_retries": 1,
        "messages": [{"role": "user", "content": f"scenario:{scenario}"}],
        "response_model": Tide,
    }


def checks_of(vendor, model):
    def structured_output():
        for client in clients():
            equal(client.chat.completions.create(**ask(model, "json")).model_dump(), SAID["tide"])

    def stream():
        for client in clients():
            asked = ask(model, "json")
            asked.pop("max_retries")
            parts = list(client.chat.completions.create_partial(**asked))
            equal(parts[-1].model_dump(), SAID["tide"])

    def usage():
        client = clients()[0]
        _, raw = client.chat.completions.create_with_completion(**ask(model, "json"))
        counted = raw.usage.output_tokens if KIND == "anthropic" else raw.usage.completion_tokens
        equal(counted, 7)

    def errors():
        error = thrown_by(lambda: clients()[0].chat.completions.create(**ask(model, "bad")))
        check("The script takes no such thing" in str(error), repr(error))

    return {"stream": stream, "structured output": structured_output, "usage": usage, "errors": errors}


run_checks(checks_of)
