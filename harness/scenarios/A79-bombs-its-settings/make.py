"""Makes submissions whose settings are meant for whoever reads them: python3 make.py DIRECTORY."""

import pathlib
import sys

SETTINGS = {
    "nested": "a = " + "[" * 200_000,
    "tables": "[" + ".".join(["a"] * 100_000) + "]\n",
    "keys": "".join(f"a{number} = 1\n" for number in range(60_000)),
    "enormous": "# " + "x" * (4 << 20) + "\n",
    "not-text": b"\xff\xfe\x00 = 1\n",
    "timeout": "timeout = 3600\n",
    "other-role": '[role.root]\ncommand = ["id"]\n',
    "environment": '[role.api]\ncommand = ["id"]\nenvironment = { LD_PRELOAD = "x" }\n',
    "directory": '[role.api]\ncommand = ["id"]\ncwd = "/"\n',
    "words": '[role.api]\ncommand = ["' + '", "'.join(["x"] * 10_000) + '"]\n',
}
for name, text in SETTINGS.items():
    directory = pathlib.Path(sys.argv[1]) / name
    directory.mkdir()
    (directory / "server.py").write_text("raise SystemExit(0)\n")
    (directory / "submission.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
