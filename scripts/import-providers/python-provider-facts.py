"""Facts of LiteLLM's providers out of its wheel, as JSON, read from the syntax tree: nothing of it is run.

Usage: python3 python-provider-facts.py WHEEL
"""

import ast
import json
import sys
import zipfile

LOGIC = "litellm/litellm_core_utils/get_llm_provider_logic.py"
RESOLVER = "_get_openai_compatible_provider_info"
LOOKUPS = ("get_secret", "get_secret_str")


def called_name(node):
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def facts_of(node, constants):
    """Addresses and environment variables that a piece of code names, in its order."""
    urls, variables = [], []
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and called_name(part) in LOOKUPS:
            variables += [a.value for a in part.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        text = part.value if isinstance(part, ast.Constant) else None
        text = constants.get(part.id) if isinstance(part, ast.Name) else text
        if isinstance(text, str) and text.startswith("http"):
            urls.append(text)
    return urls, variables


def key_variables_elsewhere(method, classes, constants):
    """Variables that a method reads through `SomeClass.get_api_key`."""
    found = []
    for part in ast.walk(method):
        if isinstance(part, ast.Attribute) and part.attr == "get_api_key" and isinstance(part.value, ast.Name):
            _, owner = classes.get(part.value.id, (None, None))
            for other in owner.body if owner else []:
                if isinstance(other, ast.FunctionDef) and other.name == "get_api_key":
                    found += facts_of(other, constants)[1]
    return found


def renames_output_limit(tree):
    """Whether a module hands `max_completion_tokens` on as `max_tokens`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.If):
            continue
        tested = {c.value for c in ast.walk(node.test) if isinstance(c, ast.Constant)}
        written = {
            target.slice.value
            for part in node.body
            if isinstance(part, ast.Assign)
            for target in part.targets
            if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant)
        }
        if "max_completion_tokens" in tested and "max_tokens" in written:
            return True
    return False


def branches(statement):
    while isinstance(statement, ast.If):
        compared = [c for x in ast.walk(statement.test) if isinstance(x, ast.Compare) for c in x.comparators]
        names = [c.value for c in compared if isinstance(c, ast.Constant) and isinstance(c.value, str)]
        if names:
            yield names[0], ast.Module(statement.body, [])
        statement = statement.orelse[0] if len(statement.orelse) == 1 else None


def main(wheel):
    archive = zipfile.ZipFile(wheel)
    constants, classes, trees = {}, {}, {}
    members = [n for n in archive.namelist() if n.endswith(".py") and n.startswith("litellm/llms/")]
    for member in ["litellm/constants.py", *members]:
        tree = trees[member] = ast.parse(archive.read(member))
        for node in tree.body:
            if isinstance(node, (ast.Assign, ast.AnnAssign)):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant):
                    constants.setdefault(target.id, node.value.value)
            if isinstance(node, ast.ClassDef):
                classes[node.name] = (member, node)
    [resolver] = [n for n in ast.parse(archive.read(LOGIC)).body if getattr(n, "name", "") == RESOLVER]
    found = []
    for statement in resolver.body:
        for name, body in branches(statement):
            urls, variables = facts_of(body, constants)
            member, renames = LOGIC, False
            for attribute in [x.attr for x in ast.walk(body) if isinstance(x, ast.Attribute) and x.attr in classes]:
                member, config = classes[attribute]
                renames = renames or renames_output_limit(trees[member])
                for method in config.body:
                    if isinstance(method, ast.FunctionDef) and (
                        "provider_info" in method.name or "api_base" in method.name or method.name == "get_api_key"
                    ):
                        more_urls, more_variables = facts_of(method, constants)
                        urls += more_urls
                        variables += more_variables + key_variables_elsewhere(method, classes, constants)
            keys = [v for v in dict.fromkeys(variables) if v.endswith(("_KEY", "_TOKEN", "_PAT"))]
            found.append(
                {
                    "provider": name,
                    "baseUrls": list(dict.fromkeys(urls)),
                    "keyVariables": keys,
                    "member": member,
                    "renamesOutputLimit": renames,
                }
            )
    registry = json.loads(archive.read("litellm/llms/openai_like/providers.json"))
    support = json.loads(archive.read("litellm/provider_endpoints_support_backup.json"))["providers"]
    names = {name: row["display_name"] for name, row in support.items()}
    json.dump({"branches": found, "registry": registry, "displayNames": names}, sys.stdout)


main(sys.argv[1])
