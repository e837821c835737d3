"""Writes test/fixtures/tables: the same few rows as Parquet, as Arrow files and streams, and as JSON Lines.

    pip install pyarrow==26.0.1
    python scripts/make-table-fixtures.py

Every type that a collection has, with nulls. The JSON Lines are written by Python's own json, from values that pyarrow
gives, so that nothing of stillweb decides what is right.
"""

import datetime
import decimal
import json
import pathlib

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet

FOLDER = pathlib.Path(__file__).parent.parent / "test" / "fixtures" / "tables"
UTC = datetime.timezone.utc
TEXTS = [
    "A fjord is a narrow inlet.",
    "Å i åa ä e ö. 東京 😀",
    'Quotes " and \\ and\ttabs,\nand lines.',
    "e\u0301 stays as it is",
    "The last.",
]

SCHEMA = pa.schema(
    [
        pa.field("_id", pa.string(), nullable=False),
        ("url", pa.large_string()),
        ("title", pa.dictionary(pa.int32(), pa.string())),
        ("text", pa.string()),
        ("date", pa.timestamp("us", tz="UTC")),
        ("language", pa.string()),
        ("links", pa.list_(pa.string())),
        ("count", pa.int64()),
        ("unsigned", pa.uint64()),
        ("small", pa.int8()),
        ("score", pa.float64()),
        ("single", pa.float32()),
        ("price", pa.decimal128(20, 2)),
        ("flag", pa.bool_()),
        ("day", pa.date32()),
        ("seen", pa.timestamp("ms")),
        ("exact", pa.timestamp("ns", tz="UTC")),
        ("clock", pa.time64("us")),
        ("blob", pa.binary()),
        ("vector", pa.list_(pa.float32())),
        ("nested", pa.struct([("a", pa.int32()), ("b", pa.list_(pa.struct([("c", pa.string())])))])),
        ("pairs", pa.map_(pa.string(), pa.int32())),
    ]
)


def row(number: int) -> dict:
    """One row, some values null in some of them."""
    have = lambda value, every: None if number % every == 0 else value
    return {
        "_id": f"d{number}",
        "url": have(f"https://example.org/{number}", 3),
        "title": have(f"Title {number % 2}", 4),
        "text": TEXTS[number % len(TEXTS)],
        "date": have(datetime.datetime(2024, 1, 1 + number, 10, 30, 0, number * 1000, tzinfo=UTC), 5),
        "language": have("en", 2),
        "links": have([f"d{other}" for other in range(number % 3)], 4),
        "count": have((1 << 60) + number, 3),
        "unsigned": have((1 << 64) - 1 - number, 4),
        "small": have(-number, 3),
        "score": [0.1, 1.0, -2.5e-7, 1e16, 123456.75, 1e22, -0.0][number % 7],
        "single": have(0.1 * number, 3),
        "price": have(decimal.Decimal(number * 50) / 100, 5),
        "flag": have(number % 2 == 1, 3),
        "day": have(datetime.date(1969, 12, 25 + number % 7), 4),
        "seen": have(datetime.datetime(2024, 2, 29, 23, 59, 59, (number % 2) * 250_000), 5),
        "exact": have(1_700_000_000_000_000_000 + number, 3),
        "clock": have(datetime.time(1, 2, 3, (number % 2) * 4), 4),
        "blob": have(b"\xff\x00\x01" if number % 2 else b"text", 3),
        "vector": have([number + 0.5, -1.0], 4),
        "nested": have({"a": number, "b": have([{"c": "x"}, {"c": None}, None], 2)}, 5),
        "pairs": have([("k", number), ("l", None)], 3),
    }


def instant(nanos: int, zone: str) -> str:
    """With as many digits as are not zero, in threes."""
    seconds, rest = divmod(nanos, 1_000_000_000)
    text = datetime.datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    digits = f"{rest:09d}"
    while digits.endswith("000"):
        digits = digits[:-3]
    return text + (f".{digits}" if digits else "") + zone


def plain(value, kind: pa.DataType):
    """A value as docs/collections/records.md says that it is in JSON."""
    if value is None or not value.is_valid:
        return None
    if pa.types.is_dictionary(kind):
        return value.as_py()
    if pa.types.is_timestamp(kind):
        factor = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}[kind.unit]
        return instant(value.value * factor, "Z" if kind.tz else "")
    if pa.types.is_time(kind):
        text = value.as_py().isoformat()
        return text
    if pa.types.is_date(kind):
        return value.as_py().isoformat()
    if pa.types.is_decimal(kind):
        return Exact(str(value.as_py()))
    if pa.types.is_binary(kind):
        import base64

        try:
            return value.as_py().decode("utf-8") if b"\xff" not in value.as_py() else base64.b64encode(value.as_py()).decode()
        except UnicodeDecodeError:
            return base64.b64encode(value.as_py()).decode()
    if pa.types.is_map(kind):
        return {key: item for key, item in value.as_py()}
    if pa.types.is_struct(kind):
        return {field.name: plain(value[field.name], field.type) for field in kind}
    if pa.types.is_list(kind):
        return [plain(item, kind.value_type) for item in value.values]
    return value.as_py()


class Exact(float):
    """A number that json writes digit by digit."""

    def __new__(cls, text: str):
        made = float.__new__(cls, text)
        made.text = text
        return made

    def __repr__(self) -> str:
        return self.text


def dumps(value) -> str:
    """Like json.dumps, which writes no subclass of float by its repr."""
    if isinstance(value, Exact):
        return value.text
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {dumps(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(dumps(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    columns = {field.name: [row(number)[field.name] for number in range(1, 13)] for field in SCHEMA}
    table = pa.table({field.name: pa.array(columns[field.name], field.type) for field in SCHEMA}, schema=SCHEMA)
    with open(FOLDER / "rows.jsonl", "w", encoding="utf-8") as out:
        for number in range(table.num_rows):
            values = {field.name: plain(table[field.name][number], field.type) for field in SCHEMA}
            out.write(dumps(values) + "\n")
    for name, options in {
        "rows": {"compression": "snappy", "row_group_size": 5},
        "rows-zstd-v2": {"compression": "zstd", "data_page_version": "2.0", "use_dictionary": False},
        "rows-gzip": {"compression": "gzip", "row_group_size": 7, "write_page_index": True},
        "rows-brotli": {"compression": "brotli"},
        "rows-lz4": {"compression": "lz4"},
        "rows-plain": {"compression": "none", "use_dictionary": False},
    }.items():
        pa.parquet.write_table(table, FOLDER / f"{name}.parquet", **options)
    for name, compression in {"rows": None, "rows-lz4": "lz4", "rows-zstd": "zstd"}.items():
        options = pa.ipc.IpcWriteOptions(compression=compression)
        with pa.OSFile(str(FOLDER / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, SCHEMA, options=options) as writer:
            writer.write_table(table.unify_dictionaries(), max_chunksize=5)
    with pa.OSFile(str(FOLDER / "rows.arrows"), "wb") as sink, pa.ipc.new_stream(sink, SCHEMA) as writer:
        writer.write_table(table, max_chunksize=5)


main()
