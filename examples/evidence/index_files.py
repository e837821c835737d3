"""Reads the open files of an index as docs/format.md describes them, with the standard library only.

A second program: it shares no line with the one that wrote them, and asks it nothing.
"""
import struct


def sections(path):
    """A section file: its typed arrays by name."""
    data = memoryview(path.read_bytes())
    table = struct.iter_unpack("<16sIIQQ", data[16 : 16 + 40 * struct.unpack_from("<I", data, 12)[0]])
    typed = [(name.rstrip(b"\0").decode(), "_BbHIid"[kind], at, count) for name, kind, _, at, count in table]
    return {name: data[at : at + count * struct.calcsize(code)].cast(code) for name, code, at, count in typed}


def varint(data, at):
    """Unsigned LEB128: the value, and where the next one begins."""
    more, end = varint(data, at + 1) if data[at] > 127 else (0, at + 1)
    return data[at] % 128 + 128 * more, end


def terms(data, at=0, term=b""):
    """Front coding: a term shares bytes with the one before it."""
    while at < len(data):
        shared, rest, at = data[at] % 16, data[at] // 16, at + 1
        more_shared, at = varint(data, at) if shared == 15 else (0, at)
        more_rest, at = varint(data, at) if rest == 15 else (0, at)
        end = at + rest + more_rest
        term, at = term[: shared + more_shared] + bytes(data[at:end]), end
        yield term.decode()


def postings(file, term, windows):
    """Passages of the shard that hold a term, and its impact in each."""
    df, read = file["df"], lambda at, size: int.from_bytes(data[at : at + size], "little")
    if df[term] > 0:
        data, first = file["rare"], 5 * sum(df[:term])
        return [(read(at, 3), read(at + 3, 2)) for at in range(first, first + 5 * df[term], 5)]
    data, f, found = file["lists"].cast("B"), bytes(df[:term]).count(0), []
    at, size, gap_bits = 4 * file["freq.start"][f], file["freq.form"][f] // 16, file["freq.form"][f] % 16
    codes = [read(at + 2 + 2 * code, 2) for code in range(read(at, 2))] if size == 2 else None
    at += 2 + 2 * len(codes) if codes else 0
    for window, row in enumerate(file["row"][f * windows : (f + 1) * windows]):
        passage, entries = window << 14, row % 65536
        at += 2 * ((entries - 1) // 64) if gap_bits and entries else 0
        places = range(at, at + entries * size, size)
        for entry in (read(place, size) for place in places):
            passage = passage + entry % (1 << gap_bits) if gap_bits else (passage >> 16 << 16) + entry % 65536
            impact = entry >> (gap_bits or 16)
            if impact > 0: found.append((passage, codes[impact] if codes else impact))
        at = places.stop
    return found


def entries(file, term, windows):
    """How many entries the list of a term has: its postings, and what only bridges gaps."""
    f = bytes(file["df"][:term]).count(0)
    return file["df"][term] or sum(row % 65536 for row in file["row"][f * windows : (f + 1) * windows])


def frequencies(file, term, windows):
    """How often each of these passages holds the term."""
    left, start, read = entries(file, term, windows), file["start"][term], struct.unpack_from
    at, form = int(file["base"][term // 16]) + start // 4 * 2, start % 4
    blocks = read(f"<{-(-left // 64)}I", file["bytes"], at) if left > 64 else [form]
    for block in blocks:
        counts = read(f"<{min(left, 64)}{'BBHI'[block % 4]}", file["bytes"], at + block // 4 * 2)
        yield from (count for count in counts if count > 0)
        left -= 64
