"""Reads a module with one annotated assignment and writes its value as JSON, without running it.

A call `Name(x=1)` becomes {"$": "Name", "x": 1}, with positional arguments under "args"; Decimal('1.5') becomes "1.5".
"""

import ast
import json
import sys


def value_of(node):
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.List, ast.Tuple)):
        return [value_of(element) for element in node.elts]
    if isinstance(node, ast.Dict):
        return {value_of(key): value_of(value) for key, value in zip(node.keys, node.values)}
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if name == "Decimal":
            return value_of(node.args[0])
        call = {"$": name}
        if node.args:
            call["args"] = [value_of(argument) for argument in node.args]
        for keyword in node.keywords:
            call[keyword.arg] = value_of(keyword.value)
        return call
    raise SystemExit(f"line {node.lineno}: {type(node).__name__} is not data")


assignments = [node for node in ast.parse(sys.stdin.buffer.read()).body if isinstance(node, ast.AnnAssign)]
if len(assignments) != 1:
    raise SystemExit(f"{len(assignments)} annotated assignments, 1 expected")
json.dump(value_of(assignments[0].value), sys.stdout)
