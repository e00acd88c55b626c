"""Verifies a trail's folder: verify_trail.py FOLDER VERIFIER-KEY. Needs Python 3 and OpenSSL 3, no Remit."""
import base64, hashlib, pathlib, subprocess, sys, tempfile
def check(holds, words): holds or sys.exit("DAMAGED: " + words)
def sha256(data): return hashlib.sha256(data).digest()
def root(hashes):  # RFC 6962, section 2.1: on the left the largest power of two that is below their number
    if len(hashes) < 2: return hashes[0] if hashes else sha256(b"")
    left = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1" + root(hashes[:left]) + root(hashes[left:]))
def records(data):  # a bundle: up to 256 records, each behind its length in two bytes
    while data: end = 2 + int.from_bytes(data[:2], "big"); yield bytes(data[2:end]); data = data[end:]
def is_signed(text, key, signature):  # Ed25519; twelve bytes before a public key make it one in DER
    with tempfile.TemporaryDirectory() as path:
        for name, data in {"t": text, "k": bytes.fromhex("302a300506032b6570032100") + key, "s": signature}.items():
            pathlib.Path(path, name).write_bytes(data)
        command = "openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey k -in t -sigfile s".split()
        return subprocess.run(command, cwd=path, capture_output=True).returncode == 0
folder, (name, key_id, key) = pathlib.Path(sys.argv[1]), sys.argv[2].split("+", 2)
key, (text, _, notes) = base64.b64decode(key), (folder / "checkpoint").read_bytes().rpartition(b"\n\n")
check(key[0] == 1 and sha256(name.encode() + b"\n" + key)[:4].hex() == key_id, "the key is not what its id says")
notes = [base64.b64decode(line.split()[2]) for line in notes.splitlines() if line.split()[1] == name.encode()]
check(any(n[:4].hex() == key_id and is_signed(text + b"\n", key[1:], n[4:]) for n in notes), "it is not signed")
(origin, size, signed), leaves = text.decode().split("\n")[:3], []
check(origin == name or origin.startswith(name + "/"), "it is the trail of " + origin)
for n in range(-(-int(size) // 256)):
    path = "".join(f"x{n // 1000 ** i % 1000:03}/" for i in range((len(str(n)) - 1) // 3, 0, -1)) + f"{n % 1000:03}"
    path += "" if 256 * n + 256 <= int(size) else f".p/{int(size) % 256}"
    leaves += [sha256(b"\0" + r) for r in records(memoryview((folder / "tile/entries" / path).read_bytes()))]
    check((folder / "tile/0" / path).read_bytes() == b"".join(leaves[256 * n:]), f"records from {256 * n} on")
check(len(leaves) == int(size) and base64.b64encode(root(leaves)).decode() == signed, "the root is not the signed one")
print(f"sound: {size} records of {origin}")
