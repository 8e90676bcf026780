# SPDX-License-Identifier: Apache-2.0
"""The root of a model by CANON-1 (docs/canon.md), computed from a GGUF file and its tokenizer.json without Assay's code.

A second implementation of what the worker computes: if the two agree, the definition is understood.
"""

import hashlib
import json
import struct
from pathlib import Path

import gguf

ROW, MODEL, SPELLING, NODE = b"\x02", b"\x03", b"\x04", b"\x01"
PARTS = [
    "attn_norm", "attn_q", "attn_k", "attn_v", "attn_q_norm", "attn_k_norm", "attn_output",
    "ffn_norm", "ffn_gate", "ffn_up", "ffn_down",
]
VECTORS = {"attn_norm", "attn_q_norm", "attn_k_norm", "ffn_norm", "output_norm"}


def blake2b(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=32).digest()


def root(leaves: list[bytes]) -> bytes:
    """Root of a tree, padded with zero hashes to a power of two."""
    padding = bytes(32)
    while len(leaves) > 1:
        if len(leaves) % 2:
            leaves = leaves + [padding]
        leaves = [blake2b(NODE + a + b) for a, b in zip(leaves[::2], leaves[1::2])]
        padding = blake2b(NODE + padding + padding)
    return leaves[0]


def spellings(tokenizer: Path, vocabulary: int) -> bytes:
    """Root over the bytes of all ids of a byte-level tokenizer."""
    description = json.loads(tokenizer.read_text())
    # GPT-2's table: printable characters stand for themselves, the other bytes follow from U+0100 on.
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    byte_of = {chr(byte): byte for byte in printable} | {chr(0x100 + n): byte for n, byte in enumerate(others)}
    words = {id: bytes(byte_of[c] for c in word) for word, id in description["model"]["vocab"].items()
             if all(c in byte_of for c in word)}
    special = set()
    for token in description["added_tokens"]:
        words[token["id"]] = b"" if token["special"] else token["content"].encode()
        if token["special"]:
            special.add(token["id"])
    return root([blake2b(SPELLING + bytes([id in special]) + words.get(id, b"")) for id in range(vocabulary)])


def canon_root(model: Path, tokenizer: Path) -> str:
    reader = gguf.GGUFReader(str(model))
    value = lambda key: reader.fields[key].contents()
    arch = value("general.architecture")
    of = lambda key: value(f"{arch}.{key}")
    tensors = {tensor.name.removesuffix(".weight"): tensor for tensor in reader.tensors}
    tied = "output" not in tensors
    layers, width, heads = of("block_count"), of("embedding_length"), of("attention.head_count")

    order = ["token_embd", "output_norm"] + ([] if tied else ["output"])
    order += [f"blk.{layer}.{part}" for layer in range(layers) for part in PARTS if f"blk.{layer}.{part}" in tensors]
    rows = []
    for name in order:
        data = tensors[name].data
        rows += [data.tobytes()] if name.split(".")[-1] in VECTORS else [row.tobytes() for row in data]
    vocabulary = tensors["token_embd"].data.shape[0]
    stop = sorted({value(f"tokenizer.ggml.{which}_token_id") for which in ("eos", "eot", "eom")
                   if f"tokenizer.ggml.{which}_token_id" in reader.fields})
    base = of("rope.freq_base") if f"{arch}.rope.freq_base" in reader.fields else 10000.0
    card = struct.pack("<HBB", 1, {"llama": 0, "qwen3": 1}[arch], tied)
    card += struct.pack(
        "<8I2fI", layers, width, heads, of("attention.head_count_kv"),
        width // heads if arch == "llama" else of("attention.key_length"), tensors["blk.0.ffn_gate"].data.shape[0],
        vocabulary, min(of("context_length"), 4096), of("attention.layer_norm_rms_epsilon"), base, len(stop),
    )
    card += root([blake2b(ROW + row) for row in rows]) + spellings(tokenizer, vocabulary)
    card += b"".join(struct.pack("<I", id) for id in stop)
    return "0x" + blake2b(MODEL + card).hex()
