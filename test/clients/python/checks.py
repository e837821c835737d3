"""Runs the functions `test_…` of one file, each with the servers, and prints what became of them as one line of JSON.

    python checks.py FILE URL GUARDED_URL KEY
"""

import asyncio
import importlib.util
import inspect
import json
import sys
import traceback
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True)
class Served:
    """The collection of the fixtures, served on loopback."""

    url: str
    #: Asks for `key`.
    guarded_url: str
    key: str

    def native(self, query: str, k: int) -> list:
        """The hits of the native API, which every dialect must give in the same order."""
        body = json.dumps({"query": query, "k": k}).encode()
        headers = {"content-type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/v1/search", body, headers)) as answer:
            return json.load(answer)["hits"]

    def native_urls(self, query: str, k: int) -> list:
        return [
            hit["url"] or f"https://corpus.sandbox/lights/{encoded(hit['id'])}"
            for hit in self.native(query, k)
        ]


def encoded(id: str) -> str:
    """As encodeURIComponent does, but for slashes."""
    return quote(id, safe="/!'()*")


def run(check, served):
    """None, or what went wrong."""
    try:
        result = check(served)
        if inspect.isawaitable(result):
            asyncio.run(result)
        return None
    except Exception:
        return traceback.format_exc()


def main() -> None:
    path, url, guarded_url, key = sys.argv[1:]
    # A file here may have the name of the package that it tries.
    sys.path.remove(str(Path(__file__).parent))
    spec = importlib.util.spec_from_file_location("checked", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    served = Served(url, guarded_url, key)
    checks = [(name, value) for name, value in vars(module).items() if name.startswith("test_")]
    print(json.dumps({name: run(check, served) for name, check in checks}))


if __name__ == "__main__":
    main()
