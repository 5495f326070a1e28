"""Plays a job of GitHub Actions, and one of Classroom 50 in it, with planted credentials and a submission that looks for them."""

import base64
import json
import os
import pathlib
import re
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile

import jsonschema
import xmlschema

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PARTS = pathlib.Path(sys.argv[1]).resolve()
NOBODY = 65534
TESTS = ["Health.*", "Products.*", "Static.*"]
SECRETS = ["GITHUB_TOKEN", "ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "AWS_SECRET_ACCESS_KEY", "COURSE_PLANTED"]
problems = []


def check(good, what):
    if not good:
        problems.append(what)
        print(f"  WRONG {what}")


class Job:
    """A place with a checkout, the runner's files and an environment; every secret in it is a word of its own."""

    def __init__(self, place, user):
        self.place, self.user = place, user
        self.canaries = {}
        self.workspace = place / "work" / "products-api-ada"
        self.commands = place / "temp" / "_runner_file_commands"
        self.results = place / "temp" / "assay"
        for directory in (self.commands, place / "home/.docker", place / "cache/assay", place / "run", place / "tmp"):
            directory.mkdir(parents=True)
        self.files = {name: self.commands / f"{name.lower()}_{secrets.token_hex(8)}"
                      for name in ("OUTPUT", "STEP_SUMMARY", "ENV", "STATE", "PATH")}
        for file in self.files.values():
            file.touch()
        planted = {place / "home/.docker/config.json": "docker", place / "home/.netrc": "netrc", place / "event.json": "event",
                   place / "temp/script.sh": "script"}
        for file, name in planted.items():
            file.write_text(json.dumps({"auth": self.canary(name), "head_commit": {"timestamp": "2026-10-01T11:59:30+03:00"}}))
        self.make_submission([*self.files.values(), *planted, self.workspace / ".git/config"])
        runtime = pathlib.Path("/var/cache/assay/runtime") if user or os.geteuid() == 0 else None
        if runtime:
            (place / "cache/assay/runtime").symlink_to(runtime)
        else:
            (place / "cache/assay").rmdir()
            (place / "cache/assay").symlink_to(pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "assay")
        if user:
            subprocess.run(["chown", "-Rh", f"{user}:{user}", place], check=True)
        (place / "run").chmod(0o700)

    def canary(self, name):
        return self.canaries.setdefault(name, f"canary{secrets.token_hex(12)}")

    def make_submission(self, planted):
        shutil.copytree(ROOT / "reference/products-api/python", self.workspace, ignore=shutil.ignore_patterns("__pycache__"))
        main = self.workspace / "app/main.py"
        addition = (HERE / "submission.py").read_text().replace("{planted}", "|".join(map(str, planted)))
        main.write_text("import csv\n" + main.read_text() + addition)
        (self.workspace / ".assay").mkdir()   # As `assay start` makes it.
        (self.workspace / ".assay/assignment").write_text("products-api\n")
        date = {"GIT_AUTHOR_DATE": "2026-10-01T11:00:00+03:00", "GIT_COMMITTER_DATE": "2026-10-01T11:59:30+03:00"}
        git = ["git", "-C", self.workspace, "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Add the products API"]):
            subprocess.run(git + words, check=True, env={**os.environ, **date})
        with open(self.workspace / ".git/config", "a", encoding="utf-8") as config:
            config.write(f'[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic {self.canary("checkout")}\n')

    def environment(self):
        environment = {name: self.canary(name) for name in SECRETS}
        environment |= {f"GITHUB_{name}": str(file) for name, file in self.files.items()}
        return environment | {
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.place / "home"), "LANG": "C.UTF-8", "TMPDIR": str(self.place / "tmp"),
            "XDG_CACHE_HOME": str(self.place / "cache"), "XDG_RUNTIME_DIR": str(self.place / "run"), "CI": "true",
            "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.workspace), "GITHUB_REPOSITORY": "org/products-api-ada",
            "GITHUB_EVENT_PATH": str(self.place / "event.json"), "GITHUB_ACTOR": "ada", "GITHUB_ACTOR_ID": "4711",
            "RUNNER_TEMP": str(self.place / "temp")}

    def run(self, words, more=None):
        """As the job's user; what lies in somebody's home is bound to where the user can read it. Status and log."""
        words = [str(word) for word in words]
        environment = self.environment() | {"ASSAY_HOME": str(ROOT)} | (more or {})
        if self.user:
            views = {PARTS: self.place / "parts", ROOT: self.place / "course"}
            for place in views.values():
                place.mkdir(exist_ok=True)
            binds = [f"mount --bind {shlex.quote(str(real))} {shlex.quote(str(view))}" for real, view in views.items()]
            for real, view in views.items():
                words = [re.sub(f"^{re.escape(str(real))}(?=/|$)", str(view), word) for word in words]
                environment = {name: re.sub(f"^{re.escape(str(real))}(?=/|$)", str(view), value) for name, value in environment.items()}
            switch = f"setpriv --reuid {self.user} --regid {self.user} --clear-groups {shlex.join(words)}"
            words = ["unshare", "--mount", "sh", "-c", f"{' && '.join(binds)} && exec {switch}"]
        done = subprocess.run(words, cwd=self.workspace, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout

    def reset(self):
        for file in self.files.values():
            file.write_text("")


def obeyed(log):
    """The commands that a runner finds in a log, after what `stop-commands` hides: (name, properties, message)."""
    commands, token = [], None
    for line in re.split(r"\r\n|\r|\n", log.decode("utf-8", "replace")):
        found = re.match(r"\s*::(\S+?)( .*?)?::(.*)$", line, re.S) or re.search(r"##\[(\S+?)( .*?)?\](.*)$", line, re.S)
        if not found:
            continue
        name, properties, message = found[1].lower(), (found[2] or "").strip(), found[3]
        if token:
            if line.strip() == f"::{token}::":
                token = None
            continue
        if name == "stop-commands":
            token = message
        else:
            commands.append((name, properties, message))
    check(token is None, "the log never resumes commands")
    return commands


def check_the_reader():
    """That it obeys what a runner obeys: else an inert log would show nothing."""
    log = b"a ##[error]b\n  ::ADD-MASK::0\n::stop-commands::word\n::error::hidden\n##[group]hidden\n::word::\n| ::error::c\r::notice title=t::d\n"
    check([name for name, _, _ in obeyed(log)] == ["error", "add-mask", "notice"], "the reader of logs")


def outputs_of(job):
    outputs = {}
    for line in job.files["OUTPUT"].read_text().splitlines():
        name, sign, value = line.partition("=")
        check(sign and re.fullmatch(r"[A-Za-z-]+", name) and name not in outputs, f"output line {line[:80]!r}")
        outputs[name] = value
    return outputs


def valid(document, schema):
    validator = jsonschema.Draft202012Validator(json.loads((HERE / "schemas" / schema).read_text()))
    for error in validator.iter_errors(document):
        check(False, f"{schema}: {error.json_path}: {error.message[:200]}")
    return document


def reporters_totals(runners):
    """The table of the old reporter counts tests that passed; its notice adds up scores."""
    table = sum(sum(test["status"] == "pass" for test in one["tests"]) / len(one["tests"]) * one["max_score"] for one in runners)
    counted = [one for one in runners if one["max_score"]]
    return table, sum(test["score"] for one in counted for test in one["tests"]), sum(one["max_score"] for one in counted)


def check_points(outputs, commands):
    notices = {properties: message for name, properties, message in commands if name == "notice"}
    report = json.loads(notices.get("title=Autograding report", "{}"))
    runners = [valid(json.loads(base64.b64decode(outputs[name], validate=True)), "runner.schema.json") for name in ("earned", "missing")]
    table, notice, most = reporters_totals(runners)
    check(table == notice == report.get("totalPoints") == float(outputs["score"]), f"totals: table {table}, notice {notice}, {report}, {outputs['score']}")
    check(most == report.get("maxPoints") == float(outputs["max-score"]), f"most points: {most}, {report}")
    check(notices.get("title=Autograding complete") == f"Points {outputs['score']}/{outputs['max-score']}" == f"Points {outputs['Points']}", f"notice: {notices}")
    check(0 < float(outputs["score"]) < float(outputs["max-score"]), "the submission should earn a part")


def check_junit(file):
    schema = xmlschema.XMLSchema11(HERE / "schemas/junit.xsd")
    for error in schema.iter_errors(file):
        check(False, f"junit.xsd: {error.path}: {error.reason}")
    root = xmlschema.XMLResource(file).root
    cases = root.findall(".//testcase")
    check(len(cases) == int(root.get("tests")) > 5, f"JUnit counts {root.get('tests')} tests, holds {len(cases)}")
    check(len(root.findall(".//failure")) == int(root.get("failures")) > 0, "JUnit counts its failures")
    check(not root.findall(".//script"), "an element of the submission's in JUnit")


def check_nothing_leaked(job, texts):
    for name, text in texts.items():
        text = text if isinstance(text, str) else text.decode("utf-8", "replace")
        for what, canary in job.canaries.items():
            check(canary not in text, f"the canary {what} is in {name}")
    for name in ("ENV", "STATE", "PATH"):
        check(job.files[name].read_text() == "", f"GITHUB_{name} was written")


def play_push(job):
    files = {name: job.results / name for name in ("junit.xml", "results.json", "record.json", "report.md")}
    # One unit at a time: the program has to start within its twenty seconds on a busy machine too.
    words = [PARTS / "assay", "ci", "--require", "full", "--seed", "4711", "-j", "1", "--junit", files["junit.xml"], "--gradescope", files["results.json"],
             "--record", files["record.json"], "--markdown", files["report.md"]]
    for pattern in TESTS:
        words += ["--only", pattern]
    status, log = job.run(words)
    check(status == 1, f"exit status {status} with --require full, expected 1")
    if status not in (0, 1):
        print(log.decode("utf-8", "replace")[-4000:])
        return
    commands, outputs = obeyed(log), outputs_of(job)
    annotations = [command for command in commands if command[0] in ("error", "warning", "notice")]
    check(annotations == commands, f"other commands: {[c for c in commands if c not in annotations]}")
    check(2 < len(annotations) <= 10, f"{len(annotations)} annotations")
    check(any("file=app/main.py,line=1," in properties for _, properties, _ in annotations), "no annotation at the unused import")
    check(outputs["status"] == "failure" and outputs["passed"] in ("true", "false"), f"outputs: {outputs}")
    check_points(outputs, commands)
    summary = job.files["STEP_SUMMARY"].read_text()
    check(0 < len(summary.encode()) <= 1 << 20 and summary == files["report.md"].read_text(), "the step summary")
    check("\x1b" not in summary and "\r" not in summary, "controls in the summary")
    check_junit(files["junit.xml"])
    results = valid(json.loads(files["results.json"].read_text()), "gradescope.schema.json")
    check(results["score"] == float(outputs["score"]), f"Gradescope's score {results['score']}")
    record = files["record.json"].read_text()
    looked = re.findall(r"LOOKED at (\d+) files: ([^\\\"]*)", record)
    check(looked and all(seen == "nothing to see" for _, seen in looked), f"the submission saw: {looked[:3]}")
    if problems:
        for outcome in json.loads(record)["outcomes"]:
            if outcome["verdict"] not in ("passed", "skipped"):
                print(f"    {outcome['group']}.{outcome['test']}: {outcome['verdict']} {json.dumps(outcome.get('cause'))}")
    tier = json.loads(record)["cell"]["tier"]
    check(tier == ("B" if job.user or os.geteuid() else "A"), f"tier {tier}")
    check_nothing_leaked(job, {"the log": log, "the outputs": job.files["OUTPUT"].read_text(), "the summary": summary,
                               **{name: file.read_bytes() for name, file in files.items()}})


def play_classroom50(job):
    job.reset()
    (job.workspace / "result.json").write_text('{"schema": "forged"}')
    variables = {"CLASSROOM": "backend", "ASSIGNMENT": "lab-1", "ASSAY_ASSIGNMENT": "products-api", "OWNER": "ada", "USERNAME": "ada",
                 "ASSIGNMENT_TYPE": "individual", "SUBMISSION_TAG": "submit/2026-10-01T09-00-00Z-0a1b2c3",
                 "COMMIT_URL": "https://github.com/o/r/commit/0a1b2c3", "RELEASE_URL": "https://github.com/o/r/releases/tag/x",
                 "ASSAY": str(PARTS / "assay")}
    status, log = job.run(["/usr/bin/python3", ROOT / "templates/github/classroom50/autograder.py", "--only", "Health.*", "--require", "1"], variables)
    check(status == 0, f"autograder.py ended with {status}: {log[-600:]!r}")
    result = valid(json.loads((job.workspace / "result.json").read_text()), "result-v1.schema.json")
    check(result.get("datetime") == "2026-10-01T08:59:30Z", f"datetime {result.get('datetime')}")
    check(result.get("submitted_by") == {"username": "ada", "id": 4711}, f"submitted_by {result.get('submitted_by')}")
    check(result.get("score", 1) <= result.get("max-score", 0), "score above the most")
    outputs = outputs_of(job)
    check(outputs["status"] in ("success", "failure") and "points" in outputs["summary"], f"outputs {outputs}")
    body = (job.workspace / "release-body.md").read_text()
    check(0 < len(body) < 125_000, "the release's text")
    check_nothing_leaked(job, {"the log": log, "result.json": json.dumps(result), "release-body.md": body})
    # Outside of a checkout of any assignment: no result, and not the exit status of a grade.
    shutil.rmtree(job.workspace / ".assay", ignore_errors=True)
    status, log = job.run([PARTS / "assay", "ci"])
    check(status == 2 and any(name == "error" for name, _, _ in obeyed(log)), f"without an assignment: {status}")


def main():
    check_the_reader()
    users = [None, NOBODY] if os.geteuid() == 0 else [None]
    for user in users:
        who = f"uid {user}" if user else "root" if os.geteuid() == 0 else "an ordinary user"
        print(f"a job as {who}")
        with tempfile.TemporaryDirectory(prefix="assay-job-") as name:
            place = pathlib.Path(name)
            place.chmod(0o755)
            job = Job(place, user)
            play_push(job)
            play_classroom50(job)
    print(f"ci/formats/check: {len(problems)} problems" if problems else f"ci/formats/job: well, as {len(users)} users")
    return 1 if problems else 0


sys.exit(main())
