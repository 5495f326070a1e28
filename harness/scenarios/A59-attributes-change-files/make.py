"""Makes a checkout whose attributes ask git to hide and to change files, and whose program looks: python3 make.py DIRECTORY."""

import pathlib
import sys

FILES = {
    ".gitattributes": "hidden.py export-ignore\nversion.txt export-subst\n* text eol=crlf\n",
    "hidden.py": "HIDDEN = True\n",
    "version.txt": "$Format:%H$\n",
    "submission.toml": '[role.api]\ncommand = ["python", "server.py"]\n',
    "server.py": """
import pathlib

seen = pathlib.Path("version.txt").read_bytes()
raise SystemExit(0 if seen == b"$Format:%H$\\n" and pathlib.Path("hidden.py").exists() else 5)
""",
}
directory = pathlib.Path(sys.argv[1]) / "changed"
directory.mkdir()
for name, text in FILES.items():
    (directory / name).write_text(text)
