"""Looks at how a student's Python program is written, and says what an assignment asks for and does not find: JSON.

Runs in a cell, on sources that may be hostile: nothing of them is imported or executed, and a file that cannot be read is
left out. The argument is JSON, {"paths": ["app"]} with the rules that the assignment has:

    documented, printable   classes that have a docstring, a __repr__
    annotated               functions say the types of their parameters and of what they return
    two_sided               a relationship names its other side, and that side is there
    exported                {module: [names that it has]}
    files                   ["docs/setup.md", "requirements.txt|pyproject.toml"]
    mentions                {file: word in it}
    ignored                 [".env"]: not there, or .gitignore names it

The answer is {"applies": [rule], "findings": [{"rule", "place", "what"}]}. A rule that is not in "applies" has nothing in this
program that it could be about: a program without classes of tables has no classes to document. Where a style is one of
several good ones, no rule finds anything: see the comments below.
"""

import ast
import json
import os
import re
import resource
import sys

MOST_FILES = 300
MOST_BYTES = 300_000    # of a file
MOST_FINDINGS = 12      # of a rule
LONGEST = 120           # characters of what is shown

# Bases that bring no __repr__ of their own; of any other base that the program does not define we know too little to complain.
BARE_BASES = {"object", "DeclarativeBase", "DeclarativeBaseNoMeta", "AsyncAttrs", "Generic", "ABC", "Protocol"}
PLAIN_DECORATORS = {"final", "declarative_mixin", "total_ordering"}


def last_name(node):
    """`relationship` of orm.relationship(…), of relationship and of relationship[…]."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    if isinstance(node, ast.Subscript):
        return last_name(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def statements(body):
    """The statements of a module or class, those below if, try and with included, those of functions and classes not."""
    for node in body:
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for part in ("body", "orelse", "finalbody"):
                yield from statements(getattr(node, part, ()))
            for handler in getattr(node, "handlers", ()):
                yield from statements(handler.body)


def bound(node):
    """{name: value} of an assignment; the value is None where there is none."""
    if isinstance(node, ast.Assign):
        return {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return {node.target.id: node.value}
    return {}


def attributes(cls):
    """{name: (statement, value)} of what a class assigns or defines."""
    found = {}
    for node in statements(cls.body):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found[node.name] = (node, None)
        found.update({name: (node, value) for name, value in bound(node).items()})
    return found


class Program:
    """The files below the paths, their classes, and what is assigned to classes from outside."""

    def __init__(self, paths):
        self.files = {}
        for name in files_below(paths):
            try:
                name.encode()
                if os.path.getsize(name) <= MOST_BYTES:
                    with open(name, "rb") as file:
                        self.files[name] = ast.parse(file.read())
            except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                continue
        self.classes, self.functions, self.assigned, self.values = {}, [], set(), {}
        for name, tree in self.files.items():
            self.collect(name, tree.body, None)

    def collect(self, file, body, cls):
        for node in statements(body):
            if isinstance(node, ast.ClassDef):
                self.classes.setdefault(node.name, []).append((file, node))
                self.collect(file, node.body, node)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.functions.append((file, node, cls))
            elif cls is None:
                self.values.update(bound(node))
                if isinstance(node, ast.Assign):
                    self.assigned |= {(last_name(target.value), target.attr) for target in node.targets
                                      if isinstance(target, ast.Attribute)}

    def bases(self, cls, seen=()):
        """(names of bases that are not the program's, classes of the program): the whole way up."""
        outside, inside = set(), []
        for base in cls.bases:
            name = last_name(base)
            if isinstance(base, ast.Name) and name not in self.classes and name in self.values:
                made = self.values[name]          # Base = declarative_base(cls=…)
                if last_name(made) in ("declarative_base", "automap_base"):
                    given = [last_name(word.value) for word in made.keywords if word.arg == "cls"]
                    names = given or ["object"]
                else:
                    names = ["?"]
            else:
                names = [name]
            for one in names:
                if one not in self.classes:
                    outside.add(one)
                elif one not in seen:
                    for _, found in self.classes[one]:
                        inside.append(found)
                        more, above = self.bases(found, (*seen, one))
                        outside |= more
                        inside += above
        return outside, inside

    def has_table(self, cls):
        """Whether a class is a declared table, by SQLAlchemy's or SQLModel's signs."""
        own = attributes(cls)
        return "__tablename__" in own or "__table__" in own or any(word.arg == "table" for word in cls.keywords)

    def tables(self):
        return [(file, cls) for found in self.classes.values() for file, cls in found if self.has_table(cls)]

    def named(self, name):
        """The classes of this name: the tables among them, if there are any."""
        found = self.classes.get(name, [])
        return [one for one in found if self.has_table(one[1])] or found


def files_below(paths):
    names = []
    for path in paths:
        if os.path.isfile(path):
            names.append(path)
        for where, folders, files in os.walk(path):
            folders.sort()
            names += [f"{where}/{file}" for file in sorted(files) if file.endswith(".py")]
    return [name for name in dict.fromkeys(names)][:MOST_FILES]


def place(file, node):
    return f"{file}:{node.lineno}"


def per_class(program, names, good):
    """For each named class, whether it is good; None when the program has neither these classes nor any table."""
    if not program.tables() and not any(name in program.classes for name in names):
        return None
    findings = []
    for name in names:
        found = program.named(name)
        if not found:
            if program.tables():
                findings.append((program.tables()[0][0], name))
        findings += [(place(file, cls), name) for file, cls in found if not good(program, cls)]
    return findings


def is_documented(_, cls):
    return bool((ast.get_docstring(cls) or "").strip())


def is_printable(program, cls):
    outside, inside = program.bases(cls)
    if outside - BARE_BASES:
        return True
    for one in [cls, *inside]:
        if "__repr__" in attributes(one) or (one.name, "__repr__") in program.assigned:
            return True
        if any(last_name(mark) not in PLAIN_DECORATORS for mark in one.decorator_list):
            return True  # @dataclass, @attrs.define, or one of the program's own
        if any(word.arg is None for word in one.keywords):
            return True
    return False


def gives_something(function):
    """Whether a function returns or yields a value, apart from functions inside of it."""
    todo = list(function.body)
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        if isinstance(node, ast.Return) and node.value is not None:
            if not (isinstance(node.value, ast.Constant) and node.value.value is None):
                return True
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        todo += ast.iter_child_nodes(node)
    return False


def annotated(program, wanted):
    """Functions of modules and classes. What the language fixes (__repr__), what stands inside a function, *args, and the
    result of a function that gives none need not be said."""
    functions = [one for one in program.functions if not re.fullmatch(r"__\w+__", one[1].name)]
    if not wanted or not functions:
        return None
    findings = []
    for file, function, cls in functions:
        marks = {last_name(mark) for mark in function.decorator_list}
        if "listens_for" in marks:
            continue
        names = [*function.args.posonlyargs, *function.args.args]
        if cls is not None and "staticmethod" not in marks:
            names = names[1:]
        names += function.args.kwonlyargs
        bare = [name.arg for name in names if name.annotation is None and not name.arg.startswith("_")]
        if bare or (function.returns is None and gives_something(function)):
            findings.append((place(file, function), f"{function.name}({', '.join(bare)})"))
    return findings


def target_of(program, call, statement):
    """The class that a relationship is with, if one can be told."""
    words = {word.arg: word.value for word in call.keywords}
    given = call.args[0] if call.args else words.get("argument")
    if isinstance(given, ast.Lambda):
        given = given.body
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        names = [given.value.split(".")[-1]]
    elif given is not None:
        names = [last_name(given)]
    else:
        text = ast.unparse(statement.annotation) if isinstance(statement, ast.AnnAssign) else ""
        names = [name for name in re.findall(r"\w+", text) if name in program.classes]
    found = program.named(names[0]) if len(set(names)) == 1 else []
    return found[0][1] if len(found) == 1 else None


def has_other_side(program, name, call, statement):
    words = {word.arg: word.value for word in call.keywords}
    if "backref" in words or "viewonly" in words or None in words:
        return True   # backref makes the other side, viewonly needs none
    side = words.get("back_populates")
    if side is None:
        return False
    target = target_of(program, call, statement)
    if target is None or not (isinstance(side, ast.Constant) and isinstance(side.value, str)):
        return True
    outside, inside = program.bases(target)
    if (target.name, side.value) in program.assigned:
        return True
    for cls in [target, *inside]:
        if side.value in attributes(cls):
            value = attributes(cls)[side.value][1]
            back = [word.value for word in value.keywords if word.arg == "back_populates"] if is_relationship(value) else []
            return not (back and isinstance(back[0], ast.Constant) and back[0].value != name)
    return bool(outside - BARE_BASES)


def is_relationship(value):
    return isinstance(value, ast.Call) and last_name(value) in ("relationship", "Relationship")


def two_sided(program, wanted):
    findings, seen = [], False
    for found in program.classes.values():
        for file, cls in found:
            for name, (statement, value) in attributes(cls).items():
                if is_relationship(value):
                    seen = True
                    if not has_other_side(program, name, value, statement):
                        findings.append((place(file, statement), f"{cls.name}.{name}"))
    return findings if wanted and seen else None


def names_in(tree):
    """The names of a module; None when it may have any: by a star, or by a function that makes them."""
    names = set()
    for node in statements(tree.body):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        names |= set(bound(node))
    return None if names & {"*", "__getattr__"} else names


def exported(program, modules):
    if not modules or not program.tables():
        return None
    findings = []
    for module, wanted in modules.items():
        path = module.replace(".", "/")
        file = next((one for one in (f"{path}/__init__.py", f"{path}.py") if one in program.files), None)
        if file is None:
            findings.append((f"{path}/__init__.py", module))
            continue
        names = names_in(program.files[file])
        findings += [(file, name) for name in wanted if names is not None and name not in names]
    return findings


def text_of(file):
    if not os.path.isfile(file):
        return ""
    try:
        with open(file, "rb") as opened:
            return opened.read(MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def files(_, wanted):
    return [(one.replace("|", ", "), one) for one in wanted
            if not any(os.path.isfile(name) and os.path.getsize(name) > 0 for name in one.split("|"))] if wanted else None


def mentions(_, wanted):
    return [(file, word) for file, word in wanted.items()
            if os.path.isfile(file) and word.lower() not in text_of(file).lower()] if wanted else None


def ignored(_, wanted):
    if not wanted:
        return None
    lines = {line.strip().lstrip("/") for line in text_of(".gitignore").splitlines()}
    return [(name, name) for name in wanted if os.path.exists(name) and not lines & {name, f"*{name}", f"{name}*", f"{name}.*"}]


RULES = {
    "documented": lambda program, names: per_class(program, names, is_documented),
    "printable": lambda program, names: per_class(program, names, is_printable),
    "annotated": annotated, "two_sided": two_sided, "exported": exported,
    "files": files, "mentions": mentions, "ignored": ignored,
}


def main():
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    wanted = json.loads(sys.argv[1])
    program = Program(wanted["paths"])
    applies, findings = [], []
    for rule, look in RULES.items():
        try:
            found = look(program, wanted[rule]) if wanted.get(rule) else None
        except (RecursionError, MemoryError):
            found = None
        if found is not None:
            applies.append(rule)
            findings += [{"rule": rule, "place": where[:LONGEST], "what": what[:LONGEST]} for where, what in found[:MOST_FINDINGS]]
    print(json.dumps({"applies": applies, "findings": findings}))


main()
