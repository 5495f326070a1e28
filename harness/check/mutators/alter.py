"""Finds where a student's program can be broken on purpose, and says how: JSON on standard output.

Runs in a cell, on sources that may be hostile: nothing of them is imported or executed, and what cannot be read is left
out. The argument is JSON: {"paths": ["app"], "alterations": [{"kind": "filter", "field": "category"}, …]}. Of several
alterations of one kind the first that has a place is taken. The answer is

    {"alterations": [{"kind", "field", "edits": [{"file", "from", "to", "text", "same", "line", "before", "after"}]}]}

An edit replaces the bytes [from, to) of a file by `text`, so that the formatting around it stays. `same` is another way
to write what stood there: with it in place of `text`, the program does what it did. That makes the copy on which the
student's tests have to pass again: a test that looks at the program's text instead of what it does fails there too.
"""

import ast
import json
import os
import re
import resource
import sys

MOST_FILES = 300
MOST_BYTES = 300_000   # of a file
MOST_NODES = 150_000   # of a file
MOST_EDITS = 20        # of an alteration
LONGEST_EDIT = 1_000   # characters that are replaced
SHOWN = 100            # characters of it that a report shows

CREATING = {"create", "add", "insert", "new", "post", "make"}
UPDATING = {"update", "edit", "change", "put", "patch", "modify"}
WRITING = CREATING | UPDATING | {"ensure", "seed", "save"}
NO_TABLES = {"cache", "redis", "client", "http", "requests", "httpx", "app", "router"}   # whose delete() is about something else
# What may stand for a value in SQL: %s, %(name)s, $1, :name, ?, and what an f-string fills in.
VALUE = r"(?:%\(\w+\)s|%s|\$\d+|\$?\{[^{}]*\}|:\w+|\?)"


class Source:
    """One file: its bytes, its tree, and the way from a node to what it stands in."""

    def __init__(self, path, raw):
        self.path, self.raw = path, raw
        encoding = re.match(rb"(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)", raw[:400])
        if encoding and encoding[1].lower().replace(b"_", b"-") not in (b"utf-8", b"utf8"):
            raise ValueError("not UTF-8")
        raw.decode("utf-8")
        if re.search(rb"\r(?!\n)", raw):
            raise ValueError("lines end in CR")  # Python counts lines there, and we do not
        self.tree = ast.parse(raw)
        self.nodes, self.parent = [], {}
        for node in ast.walk(self.tree):
            self.nodes.append(node)
            if len(self.nodes) > MOST_NODES:
                raise ValueError("too large")
            for child in ast.iter_child_nodes(node):
                self.parent[child] = node
        self.starts = [3 if raw.startswith(b"\xef\xbb\xbf") else 0]
        self.starts += [match.end() for match in re.finditer(rb"\n", raw)]

    def begin(self, node):
        return self.starts[node.lineno - 1] + node.col_offset

    def end(self, node):
        return self.starts[node.end_lineno - 1] + node.end_col_offset

    def text(self, node):
        return self.raw[self.begin(node):self.end(node)].decode()

    def above(self, node):
        while node in self.parent:
            node = self.parent[node]
            yield node

    def function(self, node):
        return next((one for one in self.above(node)
                     if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))), None)

    def in_decorator(self, node):
        below = node
        for one in self.above(node):
            if below in getattr(one, "decorator_list", ()):
                return True
            below = one
        return False

    def purpose(self, node):
        """Words that tell what the function around `node` is for: of its name, and the method of its route."""
        function = self.function(node)
        if function is None:
            return set()
        words = set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", function.name).lower()))
        for decorator in function.decorator_list:
            if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
                continue
            words.add(decorator.func.attr)
            for keyword in decorator.keywords:
                if keyword.arg == "methods":
                    words |= {word.lower() for word in re.findall(r"[A-Z]+", self.text(keyword.value))}
        return words

    def edit(self, begin, end, text, same):
        before = self.raw[begin:end].decode()
        return {"file": self.path, "from": begin, "to": end, "text": text, "same": same,
                "line": self.raw.count(b"\n", 0, begin) + 1, "before": before}

    def replace(self, node, text, same):
        return self.edit(self.begin(node), self.end(node), text, same)

    def calls(self, *names):
        """Calls of a method or function of these names, except in decorators."""
        for node in self.nodes:
            if isinstance(node, ast.Call) and called(node) in names and not self.in_decorator(node):
                yield node

    def imported(self, name, package):
        """Whether the file has `from package… import name`."""
        return any(isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package)
                   and any(alias.name == name and not alias.asname for alias in node.names) for node in self.nodes)

    def literals(self):
        """String literals as they are written, without docstrings: (begin, end, text between the quotes)."""
        for node in self.nodes:
            whole = isinstance(node, ast.JoinedStr) or isinstance(node, ast.Constant) and isinstance(node.value, str)
            above = self.parent.get(node)
            if not whole or isinstance(above, (ast.Expr, ast.JoinedStr, ast.FormattedValue)):
                continue
            match = re.fullmatch(r"""([A-Za-z]*('{3}|"{3}|'|"))(.*)\2""", self.text(node), re.DOTALL)
            if match:
                begin = self.begin(node) + len(match[1].encode())
                yield node, begin, begin + len(match[3].encode()), match[3]

    def sql(self, pattern, change, same):
        """Edits of literals: each match of `pattern` becomes what `change` and `same` make of it."""
        for node, begin, _, text in self.literals():
            for match in re.finditer(pattern, text, re.IGNORECASE):
                at = begin + len(text[:match.start()].encode())
                yield node, self.edit(at, at + len(match[0].encode()), change(match), same(match))


class Project(list):
    """All sources of the program."""

    def imports(self, package):
        words = rb"^[ \t]*(?:from|import)[ \t]+" + package.encode() + rb"\b"
        return any(re.search(words, source.raw, re.MULTILINE) for source in self)

    def function_is_plain(self, name):
        """Whether `name` is a function of the program without decorators, or none of its own at all."""
        return not any(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name
                       and node.decorator_list for source in self for node in source.nodes)


def called(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", None)


def last_name(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def names_in(node):
    for one in ast.walk(node):
        yield from filter(None, (getattr(one, "id", None), getattr(one, "attr", None), getattr(one, "arg", None)))


def mentions(node, field):
    return any(name == field or name.startswith(field + "_") for name in names_in(node))


def spread(source, call):
    """The arguments of a call, written another way."""
    inner = source.raw[source.end(call.func):source.end(call)].decode().strip()[1:-1].strip().rstrip(",")
    if call.keywords:
        return f"(*(), {inner})" if not call.args else f"({inner},)"
    return f"(*({inner},))" if inner else "(*())"


def without_link(source, call):
    """Takes `.where(…)` out of a chain of calls."""
    begin = source.end(call.func.value)
    return source.edit(begin, source.end(call), "", f".{call.func.attr}{spread(source, call)}")


def whole(source, node):
    """The node with the `await` before it."""
    above = source.parent.get(node)
    return above if isinstance(above, ast.Await) else node


def uncalled(source, call, text):
    """The call, awaited or not, becomes `text`."""
    node = whole(source, call)
    arguments = source.raw[source.end(call.func):source.end(call)].decode()
    waits = "await " if node is not call else ""
    return source.replace(node, text, f"{waits}({source.text(call.func)}){arguments}")


# --- the alterations: each yields edits ----------------------------------------------------------------------------


def delete(project, field):
    """What should be deleted stays."""
    for source in project:
        for call in source.calls("delete"):
            if isinstance(call.func, ast.Name):
                if source.imported("delete", "sqlalchemy"):
                    yield source.replace(call.func, '__import__("sqlalchemy").select', "(delete)")
            elif last_name(call.func.value) in NO_TABLES:
                continue
            elif not call.args and isinstance(call.func.value, ast.Call):
                yield uncalled(source, call, source.text(call.func.value) + ".count()")
            elif len(call.args) == 1 and not isinstance(call.args[0], (ast.Constant, ast.JoinedStr)):
                yield uncalled(source, call, "None")
        for _, edit in source.sql(r"\bDELETE(\s+)FROM\s+(\"?[\w.]+\"?)", lambda m: f"UPDATE {m[2]} SET id = id",
                                  lambda m: f"DELETE{m[1]} FROM {m[2]}"):
            yield edit


def commit(project, field):
    """Changes are made and never committed."""
    orm = any(project.imports(name) for name in ("sqlalchemy.orm", "sqlalchemy.ext", "sqlmodel", "flask_sqlalchemy"))
    for source in project:
        for call in source.calls("commit"):
            connection = re.search(r"conn|cur", last_name(getattr(call.func, "value", None)).lower())
            if isinstance(call.func, ast.Attribute) and not call.args:
                stays = source.text(call.func.value) + ".flush()" if orm and not connection else "None"
                waits = "await " if whole(source, call) is not call and stays != "None" else ""
                yield uncalled(source, call, waits + stays)
        for node in source.nodes:
            for item in getattr(node, "items", ()) if isinstance(node, (ast.With, ast.AsyncWith)) else ():
                yield from uncommitted_block(source, project, item.context_expr)


def uncommitted_block(source, project, block):
    """`with engine.begin()`, `with session.begin()`, and psycopg's `with connect()`, which commit at their end."""
    if not isinstance(block, ast.Call) or block.args and called(block) == "begin":
        return
    text = source.text(block)
    if called(block) == "begin" and isinstance(block.func, ast.Attribute):
        owner = source.text(block.func.value)
        if "engine" in owner.lower():
            yield source.replace(block, owner + ".connect()", f"({owner}.begin)()")
        elif last_name(block.func.value)[:1].isupper() or owner.lower().endswith("maker"):
            yield source.replace(block, owner + "()", f"({owner}.begin)()")
        else:
            yield source.replace(block, '__import__("contextlib").nullcontext()', f"({owner}.begin)()")
    elif called(block) == "connect" and project.function_is_plain("connect") and not project.imports("sqlalchemy"):
        yield source.replace(block, f'__import__("contextlib").closing({text})', f"({text})")


def status_places(source, number, name):
    """Where the program answers with a status: (node, whether it is the name of a constant)."""
    for node in source.nodes:
        above = source.parent.get(node)
        named = isinstance(node, (ast.Attribute, ast.Name)) and last_name(node) in (f"HTTP_{number}_{name}", name)
        if named and (last_name(node) != name or "HTTPStatus" in source.text(node)):
            if not isinstance(above, (ast.Compare, ast.Dict, ast.Attribute)):
                yield node
        elif isinstance(node, ast.Constant) and node.value == number and type(node.value) is int:
            call = isinstance(above, ast.Call) and re.search(r"Exception|Response|Error|response|abort|jsonify", called(above) or "")
            keyword = isinstance(above, ast.keyword) and above.arg in ("status_code", "status", "code")
            answer = isinstance(above, ast.Tuple) and isinstance(source.parent.get(above), ast.Return)
            assigned = isinstance(above, ast.Assign) and last_name(above.targets[0]) in ("status_code", "status")
            if call or keyword or answer or assigned:
                yield node


def missing(project, field):
    """What is not there is answered with 200 in place of 404."""
    for source in project:
        for node in status_places(source, 404, "NOT_FOUND"):
            above = source.parent.get(node)
            if source.in_decorator(node):
                continue
            if isinstance(above, ast.Call) and called(above) == "abort":
                text = '__import__("flask").abort(__import__("flask").make_response({}, 200))'
                yield source.replace(above, text, f"({source.text(above)})")
            else:
                yield source.replace(node, "200", f"int({source.text(node)})")


def status(project, field):
    """Creating answers 200 in place of 201."""
    for source in project:
        for node in status_places(source, 201, "CREATED"):
            yield source.replace(node, "200", f"int({source.text(node)})")


def filter_(project, field):
    """A filter of the list is left out."""
    true = '__import__("sqlalchemy").true()'
    condition = rf"(?<![\w.])(?:\w+\.)?{field}\w*\s*(?:=|[<>]=?|I?LIKE)\s*{VALUE}"
    for source in project:
        for call in source.calls("where", "filter", "filter_by", "append"):
            parts = call.args + call.keywords
            if not isinstance(call.func, ast.Attribute) or source.purpose(call) & WRITING:
                continue
            if called(call) != "append" and len(parts) == 1 and mentions(parts[0], field):
                yield without_link(source, call)
            else:
                for part in call.args:
                    if mentions(part, field) and any(isinstance(one, ast.Compare) for one in ast.walk(part)):
                        yield source.replace(part, true, f"({source.text(part)})")
        for node, begin, end, text in source.literals():
            if source.purpose(node) & WRITING or re.search(r"\bSET\b|\bINSERT\b", text, re.IGNORECASE):
                continue
            guarded = any(isinstance(one, ast.If) and mentions(one.test, field) for one in source.above(node))
            if guarded and re.fullmatch(rf"[^()]*(?:=|[<>]=?|I?LIKE)\s*{VALUE}\s*", text, re.IGNORECASE):
                lead = re.match(r"\s*(?:(?:AND|WHERE)\s)?", text, re.IGNORECASE)[0]
                rest = text[len(lead):]
                yield source.edit(begin, end, f"{lead}({rest} OR 1 = 1)", f"{lead}({rest})")
                continue
            for match in re.finditer(condition, text, re.IGNORECASE):
                at = begin + len(text[:match.start()].encode())
                yield source.edit(at, at + len(match[0].encode()), f"({match[0]} OR 1 = 1)", f"({match[0]})")


def limit(project, field):
    """A page holds everything."""
    for source in project:
        for call in source.calls("limit"):
            constant = all(isinstance(argument, ast.Constant) for argument in call.args)
            if isinstance(call.func, ast.Attribute) and call.args and not constant:
                yield without_link(source, call)
        for _, edit in source.sql(rf"\bLIMIT(\s+)({VALUE})", lambda m: f"LIMIT GREATEST({m[2]}, 1000000)",
                                  lambda m: f"LIMIT{m[1]} {m[2]}"):
            yield edit
        for node in source.nodes:
            if isinstance(node, ast.Slice) and node.upper and mentions(node.upper, "limit"):
                yield source.replace(node.upper, "None", f"({source.text(node.upper)})")


def dumps(source, purposes):
    """Calls that turn what was sent into a dictionary, in functions for one of the purposes."""
    for call in source.calls("model_dump", "dict"):
        if isinstance(call.func, ast.Attribute) and source.purpose(call) & purposes:
            yield call, source.text(call)


def update(project, field):
    """One field of a change is ignored."""
    found = False
    for source in project:
        for call, text in dumps(source, UPDATING):
            yield source.replace(call, f'{{k: v for k, v in {text}.items() if k != "{field}"}}', f"{{**{text}}}")
            found = True
        for node in source.nodes:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute) \
                    and node.targets[0].attr == field and source.purpose(node) & UPDATING:
                yield source.replace(node.value, source.text(node.targets[0]), f"({source.text(node.value)})")
                found = True
        for node, edit in source.sql(rf"(?<![\w.])({field}\s*=\s*)({VALUE})",
                                     lambda m: f"{m[1]}COALESCE({field}, {m[2]})", lambda m: f"{m[1]}({m[2]})"):
            if re.search(r"\bSET\b", source.text(node), re.IGNORECASE):
                yield edit
                found = True
    for source in project if not found else ():
        for call in source.calls("setattr"):
            if source.purpose(call) & UPDATING and len(call.args) == 3:
                guard = f'{source.text(call.args[1])} != "{field}" and '
                yield source.replace(call, guard + source.text(call), "True and " + source.text(call))


def create(project, field):
    """One field of a new thing is dropped: it is 0, whatever was sent."""
    for source in project:
        for call, text in dumps(source, CREATING):
            yield source.replace(call, f'{{**{text}, "{field}": 0}}', f"{{**{text}}}")
        for node in source.nodes:
            if isinstance(node, ast.keyword) and node.arg == field and source.purpose(node) & CREATING:
                if (called(source.parent[node]) or "")[:1].isupper() and not isinstance(node.value, ast.Constant):
                    yield source.replace(node.value, "0", f"({source.text(node.value)})")
        for node, begin, _, text in source.literals():
            yield from dropped_value(source, begin, text, field)


def dropped_value(source, begin, text, field):
    """The value of `field` in an INSERT with as many values as columns."""
    match = re.search(r"\bINSERT\s+INTO\s+\S+\s*\(([^()]*)\)\s*VALUES\s*\(", text, re.IGNORECASE)
    if not match:
        return
    columns = [column.strip().strip('"').lower() for column in match[1].split(",")]
    values = list(re.finditer(VALUE, text[match.end():]))
    if field not in columns or len(values) < len(columns):
        return
    value = values[columns.index(field)]
    at = begin + len(text[:match.end() + value.start()].encode())
    yield source.edit(at, at + len(value[0].encode()), f"{value[0]} * 0", f"({value[0]})")


KINDS = {"delete": delete, "commit": commit, "missing": missing, "status": status, "filter": filter_, "limit": limit,
         "update": update, "create": create}


# --- what comes of them --------------------------------------------------------------------------------------------


def read(paths):
    project = Project()
    names = [os.path.join(place, name) for path in paths for place, _, files in sorted(os.walk(path))
             for name in sorted(files) if name.endswith(".py")]
    for name in names[:MOST_FILES]:
        try:
            name.encode()
            if os.path.getsize(name) <= MOST_BYTES:
                with open(name, "rb") as file:
                    project.append(Source(name, file.read()))
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return project


def apart(edits):
    """Edits that do not overlap, in the order of their places."""
    kept = []
    for edit in sorted(edits, key=lambda one: (one["file"], one["from"], -one["to"])):
        if len(edit["before"]) > LONGEST_EDIT or len(kept) == MOST_EDITS:
            continue
        if not kept or kept[-1]["file"] != edit["file"] or kept[-1]["to"] <= edit["from"]:
            kept.append(edit)
    return kept


def parses(source, edits, key):
    raw = source.raw
    for edit in reversed(edits):
        raw = raw[:edit["from"]] + edit[key].encode() + raw[edit["to"]:]
    try:
        ast.parse(raw)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def usable(project, edits):
    """The edits that leave their files readable."""
    for source in project:
        own = [edit for edit in edits if edit["file"] == source.path]
        if not own or not parses(source, own, "text"):
            continue
        plain = parses(source, own, "same")
        for edit in own:
            if not plain:
                edit["same"] = edit["before"]
            edit["after"] = " ".join(edit["text"].split())[:SHOWN]
            edit["before"] = " ".join(edit["before"].split())[:SHOWN]
            yield edit


def main():
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    wanted = json.loads(sys.argv[1])
    project = read(wanted["paths"])
    found = {}
    for rule in wanted["alterations"]:
        if rule["kind"] in found:
            continue
        field = rule.get("field", "")
        try:
            edits = list(usable(project, apart(KINDS[rule["kind"]](project, field))))
        except (RecursionError, MemoryError):
            edits = []
        if edits:
            found[rule["kind"]] = {"kind": rule["kind"], "field": field, "edits": edits}
    print(json.dumps({"alterations": list(found.values())}))


main()
