"""Print pip's package sources as shell assignments that uv understands.

uv reads neither pip.conf nor PIP_INDEX_URL nor pip's certificate, yet that is where a mirror or a company proxy is
set up. ``tools/boot.sh`` evaluates what this prints. A UV_* variable that is already set wins. Standard library only.
"""

from __future__ import annotations

import ast
import os
import shlex
import subprocess
import sys

#: pip's levels, weakest first; `pip config list` prefixes each key with its level.
LEVELS = ("global", "install", ":env:")


def pip_settings(listing: str) -> dict[str, str]:
    """Read the output of ``pip config list``: option name → value, the strongest level winning."""
    found: dict[str, tuple[int, str]] = {}
    for line in listing.splitlines():
        key, separator, quoted = line.partition("=")
        level, _, option = key.rpartition(".")
        if not separator or level not in LEVELS:
            continue
        option = {"default-timeout": "timeout"}.get(option, option)
        rank = LEVELS.index(level)
        if option not in found or found[option][0] <= rank:
            found[option] = (rank, str(ast.literal_eval(quoted)))
    return {option: value for option, (_, value) in found.items()}


def uv_settings(pip: dict[str, str]) -> dict[str, str]:
    """Translate pip's options into uv's environment variables."""
    uv = {
        "UV_SYSTEM_CERTS": "1",  # the certificate of an intercepting proxy lives in the system's store
        "UV_INDEX_STRATEGY": "unsafe-best-match",  # pip looks into all indexes too; the lock's hashes decide
        "UV_LINK_MODE": "copy",  # no warning where cache and environment lie on different disks
    }
    copied = {"index-url": "UV_DEFAULT_INDEX", "timeout": "UV_HTTP_TIMEOUT", "cert": "SSL_CERT_FILE"}
    uv.update({name: pip[option] for option, name in copied.items() if pip.get(option)})
    lists = {"extra-index-url": ("UV_INDEX", " "), "trusted-host": ("UV_INSECURE_HOST", " ")}
    lists["find-links"] = ("UV_FIND_LINKS", ",")
    uv.update({name: glue.join(pip[option].split()) for option, (name, glue) in lists.items() if pip.get(option)})
    if pip.get("proxy"):
        uv["HTTPS_PROXY"] = uv["HTTP_PROXY"] = pip["proxy"]
    if pip.get("no-index", "").lower() in {"1", "true", "yes", "on"}:
        uv["UV_NO_INDEX"] = "1"
    return uv


def main() -> None:
    """Print one ``export NAME=value`` per setting the environment does not already hold."""
    command = [sys.executable, "-m", "pip", "config", "list", "--disable-pip-version-check"]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for name, value in uv_settings(pip_settings(listing)).items():
        if not os.environ.get(name):
            print(f"export {name}={shlex.quote(value)}")


if __name__ == "__main__":
    main()
