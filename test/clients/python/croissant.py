"""A dataset in Croissant as mlcroissant reads it, and the counts of an index as pyarrow does. No server is asked."""

import functools
import json
import subprocess
import tempfile
from datetime import date
from pathlib import Path

import mlcroissant
import pyarrow.ipc

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTS = [
    {"id": "007", "title": "A", "text": "one two", "url": "https://example.org/a", "date": "1412-05-01",
     "language": "en", "links": ["8"], "dc.year": 1999, "tags": ["x", "y"], "genre": "07", "seen": "2020-01-02"},
    {"id": "8", "text": "日本語 three", "links": ["https://example.org/a", "nowhere"], "dc.year": 2001.5},
    {"id": "9", "title": "C", "text": "one two"},
]


def stillweb(*arguments):
    program = ROOT / "dist" / "src" / "cli" / "main.js"
    return subprocess.run(["node", program, *arguments], check=True, capture_output=True, text=True).stdout


@functools.cache
def made() -> Path:
    """A folder with an index of the documents, and with the dataset that was exported of it."""
    folder = Path(tempfile.mkdtemp(prefix="stillweb-croissant-"))
    lines = "".join(f"{json.dumps(document)}\n" for document in DOCUMENTS)
    (folder / "documents.jsonl").write_text(lines, encoding="utf-8")
    recipe = {
        "name": "three",
        "title": "Three documents",
        "version": "1.2.0",
        "description": "Made for a test.",
        "creators": ["Somebody"],
        "published": "2026-01-31",
        "licence": "CC0-1.0",
        "licenceUrl": "https://creativecommons.org/publicdomain/zero/1.0/",
        "source": "https://example.org/three",
        "inputs": [{"file": "documents.jsonl"}],
        "settings": {
            "encoder": "none",
            "field": ["dc.year:number", "tags:set", "genre:keyword", "seen:date"],
        },
    }
    (folder / "recipe.json").write_text(json.dumps(recipe), encoding="utf-8")
    stillweb("index", "--recipe", folder / "recipe.json", "--out", folder / "index", "--quiet")
    stillweb("export", folder / "index", folder / "dataset", "--as", "croissant", "--quiet")
    return folder


def dataset():
    return mlcroissant.Dataset(str(made() / "dataset" / "croissant.json"))


def test_a_description_is_accepted_without_a_warning(served):
    issues = dataset().metadata.ctx.issues
    assert not issues.errors, issues.report()
    assert not issues.warnings, issues.report()


def test_a_description_says_what_the_recipe_says(served):
    metadata = dataset().metadata
    assert metadata.ctx.is_v1_1()
    assert metadata.name == "Three documents"
    assert metadata.version == "1.2.0"
    assert metadata.license == ["https://creativecommons.org/publicdomain/zero/1.0/"]
    assert metadata.url == "https://example.org/three"
    assert metadata.date_published.date() == date(2026, 1, 31)


def test_records_are_the_documents_and_no_value_is_guessed(served):
    records = list(dataset().records(record_set="documents"))
    text = [record["documents/text"].decode() for record in records]
    assert text == [document["text"] for document in DOCUMENTS]
    assert [record["documents/id"] for record in records] == [b"007", b"8", b"9"]
    first, second, third = records
    assert first["documents/links"] == [b"8"]
    assert second["documents/links"] == [b"https://example.org/a", b"nowhere"]
    assert third["documents/links"] == []
    assert first["documents/date"].date() == date(1412, 5, 1)
    assert second["documents/date"] is None
    assert second["documents/url"] is None
    assert json.loads(first["documents/metadata"])["genre"] == "07"


def test_typed_fields_are_read_by_their_types(served):
    first, second, third = dataset().records(record_set="documents")
    assert first["documents/fields/dc.year"] == 1999
    assert second["documents/fields/dc.year"] == 2001.5
    assert third["documents/fields/dc.year"] is None
    assert first["documents/fields/tags"] == [b"x", b"y"]
    assert third["documents/fields/tags"] == []
    assert first["documents/fields/genre"] == b"07"
    assert first["documents/fields/seen"].date() == date(2020, 1, 2)


def test_counts_are_a_table_that_pyarrow_reads(served):
    stillweb("inspect", made() / "index", "--arrow", made() / "counts.arrow")
    with pyarrow.ipc.open_file(made() / "counts.arrow") as file:
        rows = file.read_all().to_pylist()
    assert rows[0] == {"kind": "index", "name": "three", "documents": 3, "passages": 3, "words": 7}
    assert {"kind": "host", "name": "example.org", "documents": 1, "passages": 1, "words": 2} in rows
