"""What no schema says of a workflow: pinned actions, least permissions, and nothing that others can write in the text of a script."""

import re
import sys

import ruamel.yaml

MAY_WRITE = {"image.yml": {"packages"}}
# What is in `${{ }}` becomes text of the script before the shell reads it.
HARMLESS = re.compile(r"\$\{\{\s*(runner\.temp|!cancelled\(\)|github\.ref|steps\.[a-z0-9-]+\.outputs\.[a-z-]+)\s*\}\}")


def problems_of(path: str) -> list[str]:
    with open(path, encoding="utf-8") as file:
        workflow = ruamel.yaml.YAML(typ="safe").load(file)
    problems = []
    permissions = workflow.get("permissions")
    allowed = next((names for name, names in MAY_WRITE.items() if path.endswith(name)), set())
    if not isinstance(permissions, dict):
        problems.append("says nothing about permissions")
    else:
        problems += [f"asks for {name}: {level}" for name, level in permissions.items() if level == "write" and name not in allowed]
    for name, job in workflow["jobs"].items():
        if "permissions" in job:
            problems.append(f"{name}: permissions of its own")
        if "timeout-minutes" not in job:
            problems.append(f"{name}: may run for six hours")
        for step in job["steps"]:
            if "uses" in step and not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", step["uses"]):
                problems.append(f"{name}: {step['uses']} is not pinned to a commit")
            if "actions/checkout" in step.get("uses", "") and step.get("with", {}).get("persist-credentials") is not False:
                problems.append(f"{name}: the checkout keeps its token")
            if "${{" in HARMLESS.sub("", step.get("run", "")):
                problems.append(f"{name}: an expression in a script: {step['run']}")
    return problems


def main() -> int:
    status = 0
    for path in sys.argv[1:]:
        for problem in problems_of(path):
            print(f"{path}: {problem}")
            status = 1
    print(f"workflows: {len(sys.argv) - 1} looked at")
    return status


sys.exit(main())
