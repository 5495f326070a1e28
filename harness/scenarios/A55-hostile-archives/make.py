"""Makes a corpus of archives that no honest packer makes, and what the harness must say of each: python3 make.py DIRECTORY."""

import gzip
import io
import pathlib
import stat
import sys
import tarfile
import zipfile

place = pathlib.Path(sys.argv[1])
TOML = b'[role.api]\ncommand = ["python", "-c", "pass"]\n'


def tar(name, *entries, mode="w", **named):
    """Each entry: a name, and what differs from a file with a byte in it."""
    with tarfile.open(place / f"{name}.tar", mode, **named) as archive:
        for path, changes in [("submission.toml", {}), *entries]:
            info = tarfile.TarInfo(path)
            data = changes.pop("data", TOML if path == "submission.toml" else b"x")
            for key, value in changes.items():
                setattr(info, key, value)
            info.size = len(data) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(data))


def zip_(name, *entries):
    with zipfile.ZipFile(place / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path, changes in [("submission.toml", {}), *entries]:
            info = zipfile.ZipInfo("x")
            info.filename = path
            info.create_system = 3
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = changes.get("mode", stat.S_IFREG | 0o644) << 16
            archive.writestr(info, changes.get("data", TOML if path == "submission.toml" else b"x"))


LINK, HARD = {"type": tarfile.SYMTYPE}, {"type": tarfile.LNKTYPE}
tar("parent", ("../evil", {}))
tar("parent-inside", ("app/../../evil", {}))
tar("parent-hidden", ("venv/../../evil", {}))
tar("absolute", ("/tmp/assay-zoo-evil", {}))
tar("drive", ("C:/evil", {}))
tar("backslash", ("..\\evil", {}))
tar("link-out", ("data", LINK | {"linkname": "/etc"}))
tar("link-then-through", ("data", LINK | {"linkname": "/tmp"}), ("data/assay-zoo-evil", {}))
tar("link-to-itself", ("data", LINK | {"linkname": "data"}))
tar("link-relative", ("data", LINK | {"linkname": "../../../../etc/passwd"}))
tar("link-in-git", (".git/HEAD", LINK | {"linkname": "/etc/passwd"}))
tar("hard-link", ("data", HARD | {"linkname": "submission.toml"}))
tar("hard-link-out", ("data", HARD | {"linkname": "/etc/passwd"}))
tar("pipe", ("data", {"type": tarfile.FIFOTYPE}))
tar("character-device", ("data", {"type": tarfile.CHRTYPE, "devmajor": 1, "devminor": 3}))
tar("block-device", ("data", {"type": tarfile.BLKTYPE, "devmajor": 8}))
tar("twice", ("a", {}), ("a", {"data": b"y"}))
tar("file-as-folder", ("a", {}), ("a/b", {}))
tar("folder-as-file", ("a/b", {}), ("a", {}))
tar("escape-in-name", ("a\x1b[2J", {}))
tar("newline-in-name", ("a\n::error::b", {}))
tar("direction-in-name", ("a\u202egnp.py", {}))
tar("long-name", ("n" * 300, {}))
tar("deep", ("d/" * 60 + "x", {}))
tar("many-files", *[(f"f{number}", {"data": b""}) for number in range(30_000)])
zip_("parent", ("../evil", {}))
zip_("absolute", ("/tmp/assay-zoo-evil", {}))
zip_("backslash", ("..\\evil", {}))
zip_("link", ("data", {"mode": stat.S_IFLNK | 0o777, "data": b"/etc/passwd"}))
zip_("twice", ("a", {}), ("a", {}))
zip_("bomb", ("zeros", {"data": bytes(260 << 20)}))
zip_("folder-in-name", ("a/../../evil", {}))
tar("zeros", ("zeros", {"data": bytes(260 << 20)}), mode="w:gz")
(place / "bomb.tar.gz").write_bytes(gzip.compress((place / "zeros.tar").read_bytes()))
(place / "empty.zip").write_bytes(b"")
(place / "other.zip").write_bytes(b"Rar!\x1a\x07\x01\x00")
(place / "cut.zip").write_bytes((place / "parent.zip").read_bytes()[:40])
(place / "noise.tar").write_bytes(bytes(range(256)) * 64)
