"""Recomputes the root of a journal with nothing of Tidegate: python3 verify.py journal.jsonl [size]"""
import hashlib
import sys

sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
limit = int(sys.argv[2]) if len(sys.argv) > 2 else None
peaks, size = [], 0
with open(sys.argv[1], "rb") as file:
    for line in file:
        if size == limit or not line.endswith(b"\n"):
            break
        entry, leaf = line[len(b'{"entry":') : -len(b',"leaf":""}\n') - 64], line[-67:-3].decode()
        node = sha(b"\0", entry)
        assert node.hex() == leaf, f"line {size + 1}: the leaf hash is not that of the entry"
        rest = size
        while rest & 1:
            node, rest = sha(b"\1", peaks.pop(), node), rest >> 1
        peaks.append(node)
        size += 1
root = peaks.pop()
while peaks:
    root = sha(b"\1", peaks.pop(), root)
print(size, root.hex())
