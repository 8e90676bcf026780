#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the manifest and the parameters of a GGUF model as JSON, as a chain specification has them.

    python manifest.py             # writes manifest.json next to this file, for assay-demo.gguf
    python manifest.py --check     # fails if manifest.json is not what would be written
    python manifest.py --model other.gguf --tokenizer other.json --out other-manifest.json
    python manifest.py --tolerance ... # for a model that CANON-1 does not cover

What the model is comes from the file itself, hashes included. The runtime includes manifest.json when it is
compiled, so rebuild the node after writing it.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import gguf

from canon_root import canon_root

HERE = Path(__file__).resolve().parent

ARCHITECTURES = {"llama": "Llama", "qwen3": "Qwen3"}
# GGUF's file types to `Quantisation` of assay-primitives.
QUANTISATIONS = {0: "F32", 1: "F16", 2: "Q4_0", 7: "Q8_0", 14: "Q4K", 15: "Q4K", 16: "Q5K", 17: "Q5K", 18: "Q6K"}
LICENCES = {"cc0-1.0": "CC0-1.0", "apache-2.0": "Apache-2.0", "mit": "MIT"}
MAX_POSITIONS = 4096  # assay_primitives::MAX_POSITIONS

# 1 ASY is 10^12 plancks. At a thousandth of an ASY per unit, a prompt of 20 bytes with 64 tokens of output holds
# (5 + 64) / 1000 = 0.069 ASY, and the worker bonds 25 times that.
PARAMS = {
    "priceFloor": 1_000_000_000,
    "bondFactor": 25,  # more than the audits below need
    "maxInputBytes": 1024,  # about 350 tokens of plain English
    "maxBlobBytes": 4096,  # the context of 512 tokens holds some 2 KiB of plain text
    "maxOutputTokens": 256,
    "baseDeadline": 10,  # blocks, of two seconds on a development network
    "unitsPerBlock": 10,
    # Parts per million: all results of newcomers, and three in ten of others, by one validator.
    "audit": {"newcomerRate": 1_000_000, "rate": 300_000, "auditors": 1},
}


def blake2b_256(path: Path) -> str:
    return "0x" + hashlib.blake2b(path.read_bytes(), digest_size=32).hexdigest()


def genesis_model(model: Path, tokenizer: Path | None, canon: bool) -> dict:
    """A `GenesisModel` of pallet-models."""
    fields = gguf.GGUFReader(str(model)).fields

    def field(key: str):
        if key not in fields:
            sys.exit(f"{model} does not say `{key}`")
        return fields[key].contents()

    def known(table: dict, key: str):
        value = field(key)
        if value not in table:
            sys.exit(f"{model} has `{key}` = {value!r}, which is not one of {list(table)}")
        return table[value]

    context = min(field(f"{field('general.architecture')}.context_length"), MAX_POSITIONS)
    return {
        "manifest": {
            "name": field("general.name"),
            "architecture": known(ARCHITECTURES, "general.architecture"),
            "quantisation": known(QUANTISATIONS, "general.file_type"),
            "weightsRoot": canon_root(model, tokenizer) if canon else blake2b_256(model),
            "tokenizer": blake2b_256(tokenizer) if tokenizer else None,
            "template": ["Prompt"],
            "contextLength": context,
            "canon": 1 if canon else None,
            "licence": known(LICENCES, "general.license"),
            "parent": None,
        },
        "params": PARAMS | {"maxOutputTokens": min(PARAMS["maxOutputTokens"], context)},
        "owner": None,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="GGUF file; assay-demo.gguf with its tokenizer.json if not given")
    parser.add_argument("--tokenizer", type=Path, help="tokenizer.json, if the worker is to use one")
    parser.add_argument("--out", type=Path, default=HERE / "manifest.json", help="file to write or to check")
    parser.add_argument("--check", action="store_true", help="compare with the file instead of writing it")
    parser.add_argument("--tolerance", action="store_true", help="no canonical arithmetic: workers use candle")
    args = parser.parse_args()
    if args.model is None:
        args.model, args.tokenizer = HERE / "assay-demo.gguf", HERE / "tokenizer.json"
    if not args.tolerance and args.tokenizer is None:
        sys.exit("a canonical model needs --tokenizer; or use --tolerance")

    text = json.dumps(genesis_model(args.model, args.tokenizer, not args.tolerance), indent="\t") + "\n"
    if not args.check:
        args.out.write_text(text)
    elif args.out.read_text() != text:
        sys.exit(f"{args.out} is not what {args.model} is; write it again")


if __name__ == "__main__":
    main()
