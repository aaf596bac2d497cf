"""Optional helpers from npm: Stripe's own type definitions and command-line client.

They check our stand-in for Stripe from outside. Where Node.js is absent or the network is not
there, the tests that use them say so and are skipped; nothing else depends on them.
"""

import hashlib
import shutil
import subprocess

from dev_environment import ROOT

SOURCE = ROOT / "packaging" / "node"
TARGET = ROOT / ".cache" / "node"
_FILES = ("package.json", "package-lock.json")


def prepare() -> None:
    """Install the pinned npm packages into .cache/node, if that can be done."""
    npm = shutil.which("npm")
    if npm is None:
        print("Node.js is not installed: the tests that need it are skipped.", flush=True)
        return
    digest = hashlib.sha256(b"".join((SOURCE / name).read_bytes() for name in _FILES)).hexdigest()
    stamp = TARGET / "stamp"
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        shutil.copyfile(SOURCE / name, TARGET / name)
    # Not `npm ci`: it refuses a lock file without the packages of other systems. Hashes are checked
    # either way.
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    print("Installing the development packages for Node.js ...", flush=True)
    if subprocess.run(command, cwd=TARGET, check=False).returncode:
        print("npm could not install them: the tests that need them are skipped.", flush=True)
        return
    stamp.write_text(digest, encoding="ascii")
