#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trains Assay's demo language model from nothing and writes it as GGUF.

The model is a tiny Llama (RMSNorm, interleaved RoPE, grouped-query attention, SwiGLU, tied
embeddings) trained on the King James Bible, whose text comes from Debian's `bible-kjv`. It is
there so that a worker can be tried without downloading gigabytes; it is not a claim of quality.

    apt-get install bible-kjv
    pip install -r requirements.txt
    python train.py                # writes assay-demo.gguf and tokenizer.json next to this file
    python train.py --check        # reloads both files and generates from them, in numpy
    python train.py --held-out 6 > held-out.txt    # every sixth of the held-out chapters

Every random choice (held-out chapters, initial weights, order of the windows) comes from SEED. Ctrl-C ends the
training early and still writes the files; every 200 steps, checkpoint.gguf holds what there is by then.
"""

import argparse
import hashlib
import json
import math
import os
import re
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

HERE = Path(__file__).resolve().parent
SEED = 1611  # the year of the translation
STEP_TOKENS = 4096  # predictions per training step
PEAK_RATE = 0.01

END = "<|endoftext|>"
PROMPTS = [
    "In the beginning",
    "And it came to pass in those days, that",
    "The LORD is my shepherd",
    "The grace of our Lord Jesus Christ be with",
]


@dataclass(frozen=True)
class Config:
    """Hyper-parameters. Widths are multiples of 128 (Q8_0 needs 32)."""

    vocab: int = 1024
    context: int = 512
    width: int = 256
    layers: int = 4
    heads: int = 8
    kv_heads: int = 2
    ffn: int = 384
    eps: float = 1e-5
    rope_base: float = 10000.0

    @property
    def head_dim(self) -> int:
        return self.width // self.heads

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Tensors by their GGUF names; matrices are (outputs, inputs).

        There is no `output.weight`: the embedding is also the output matrix, which is how GGUF
        readers understand its absence.
        """
        d, kv = self.width, self.kv_heads * self.head_dim
        shapes: dict[str, tuple[int, ...]] = {"token_embd.weight": (self.vocab, d)}
        for i in range(self.layers):
            shapes |= {
                f"blk.{i}.attn_norm.weight": (d,),
                f"blk.{i}.attn_q.weight": (d, d),
                f"blk.{i}.attn_k.weight": (kv, d),
                f"blk.{i}.attn_v.weight": (kv, d),
                f"blk.{i}.attn_output.weight": (d, d),
                f"blk.{i}.ffn_norm.weight": (d,),
                f"blk.{i}.ffn_gate.weight": (self.ffn, d),
                f"blk.{i}.ffn_up.weight": (self.ffn, d),
                f"blk.{i}.ffn_down.weight": (d, self.ffn),
            }
        return shapes | {"output_norm.weight": (d,)}


# --- Text ----------------------------------------------------------------------------------------


def read_chapters() -> list[tuple[str, str]]:
    """The book as (name, text) per chapter, one verse a line, in order."""
    command = ["bible", "-f", "Ge1:1-Re22:21"]
    raw = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True).stdout
    chapters: dict[str, list[str]] = {}
    for line in raw.decode("ascii").splitlines():
        # "1Cor13:4 Charity suffereth long, ..."
        name, verse = re.fullmatch(r"(\w+):\d+ (.*)", line).groups()
        chapters.setdefault(name, []).append(" ".join(verse.split()) + "\n")
    return [(name, "".join(verses)) for name, verses in chapters.items()]


def split_chapters(chapters, share=0.05):
    """Holds out whole chapters, drawn by SEED, until they make up `share` of the bytes."""
    wanted = share * sum(len(text) for _, text in chapters)
    held: set[int] = set()
    for i in np.random.default_rng(SEED).permutation(len(chapters)):
        if sum(len(chapters[j][1]) for j in held) >= wanted:
            break
        held.add(int(i))
    train = [c for i, c in enumerate(chapters) if i not in held]
    return train, [c for i, c in enumerate(chapters) if i in held]


# --- Tokenizer -----------------------------------------------------------------------------------

# What GGUF calls the pre-tokenizer "llama3". It is the one that candle, llama.cpp and Hugging Face
# read alike, byte for byte: "qwen2" adds NFC normalisation in candle, and the default ("gpt2") adds
# a space before the first word there.
PRE_NAME = "llama3"
PRE_REGEX = (
    r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_level(model: models.BPE) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PRE_REGEX), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer


def train_tokenizer(text: list[str], config: Config) -> Tokenizer:
    """Byte-level BPE: ids 0..255 are the bytes, then merges, and END is the last id."""
    tokenizer = byte_level(models.BPE())
    trainer = trainers.BpeTrainer(
        vocab_size=config.vocab - 1,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(text, trainer)
    bpe = json.loads(tokenizer.to_str())["model"]
    bpe["vocab"][END] = config.vocab - 1  # in the vocabulary proper, as in GGUF
    tokenizer = byte_level(models.BPE(bpe["vocab"], [tuple(m) for m in bpe["merges"]]))
    tokenizer.add_special_tokens([END])
    assert tokenizer.get_vocab_size() == config.vocab
    return tokenizer


def encode_stream(tokenizer: Tokenizer, chapters) -> np.ndarray:
    """END, chapter, END, chapter, ..., END."""
    end = tokenizer.token_to_id(END)
    ids = [end]
    for encoding in tokenizer.encode_batch([text for _, text in chapters]):
        ids += encoding.ids + [end]
    return np.array(ids, np.int32)


# --- Training (JAX) ------------------------------------------------------------------------------


def build_model(config: Config):
    """Returns (init, loss_per_token): the model as pure functions of a dict of weights."""
    import jax
    import jax.numpy as jnp

    pairs = np.arange(0, config.head_dim, 2) / config.head_dim
    angles = np.arange(config.context)[:, None] * config.rope_base ** -pairs
    cos, sin = jnp.asarray(np.cos(angles), jnp.float32), jnp.asarray(np.sin(angles), jnp.float32)

    def init(seed: int):
        rng = np.random.default_rng(seed)
        weights = {}
        for name, shape in config.shapes().items():
            if len(shape) == 1:
                weights[name] = np.ones(shape, np.float32)
                continue
            std = 0.02
            if name.endswith(("attn_output.weight", "ffn_down.weight")):
                std /= math.sqrt(2 * config.layers)  # keeps the residual stream at unit scale
            weights[name] = rng.normal(0, std, shape).astype(np.float32)
        return jax.tree.map(jnp.asarray, weights)

    def norm(x, gain):
        return x * jax.lax.rsqrt(jnp.mean(x * x, -1, keepdims=True) + config.eps) * gain

    def rope(x):
        # Neighbours are rotated together (2i with 2i+1): GGUF's "norm" convention, candle's rope_i.
        t = x.shape[1]
        a, b = x[..., 0::2], x[..., 1::2]
        c, s = cos[:t, None], sin[:t, None]
        return jnp.stack([a * c - b * s, a * s + b * c], -1).reshape(x.shape)

    def attention(x, w):
        batch, t, _ = x.shape
        group = config.heads // config.kv_heads
        q = rope((x @ w("attn_q").T).reshape(batch, t, config.heads, config.head_dim))
        k = rope((x @ w("attn_k").T).reshape(batch, t, config.kv_heads, config.head_dim))
        v = (x @ w("attn_v").T).reshape(batch, t, config.kv_heads, config.head_dim)
        # Query head h reads key-value head h // group.
        q = q.reshape(batch, t, config.kv_heads, group, config.head_dim)
        scores = jnp.einsum("btkgd,bskd->bkgts", q, k) / math.sqrt(config.head_dim)
        scores = jnp.where(jnp.tril(jnp.ones((t, t), bool)), scores, -1e30)
        mixed = jnp.einsum("bkgts,bskd->btkgd", jax.nn.softmax(scores, -1), v)
        return mixed.reshape(batch, t, config.width) @ w("attn_output").T

    def loss_per_token(weights, windows):
        """Nats, shape (batch, length - 1), for windows of ids of shape (batch, length)."""
        inputs, targets = windows[:, :-1], windows[:, 1:]
        x = weights["token_embd.weight"][inputs]
        for i in range(config.layers):
            def w(name, i=i):
                return weights[f"blk.{i}.{name}.weight"]

            x = x + attention(norm(x, w("attn_norm")), w)
            h = norm(x, w("ffn_norm"))
            x = x + (jax.nn.silu(h @ w("ffn_gate").T) * (h @ w("ffn_up").T)) @ w("ffn_down").T
        logits = norm(x, weights["output_norm.weight"]) @ weights["token_embd.weight"].T
        picked = jnp.take_along_axis(logits, targets[..., None], -1)[..., 0]
        return jax.nn.logsumexp(logits, -1) - picked

    return init, loss_per_token


def windows_of(stream: np.ndarray, length: int, offset: int = 0) -> np.ndarray:
    """Cuts the stream into windows of `length` predictions; each shares one id with the next."""
    count = (len(stream) - 1 - offset) // length
    starts = offset + np.arange(count) * length
    return stream[starts[:, None] + np.arange(length + 1)]


def rate_at(progress: float, done: int) -> float:
    """Learning rate: a warm-up over 100 steps, then half a cosine down to 2 %."""
    cosine = 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))
    return PEAK_RATE * (0.02 + 0.98 * cosine) * min(1.0, (done + 1) / 100)


def train(config: Config, stream: np.ndarray, steps: int, minutes: float, save, stopping):
    """Trains for `steps` or `minutes`, whichever ends first; the rate falls with whichever is nearer.

    Gives `save` the weights now and then, and ends early once `stopping()`.
    """
    import jax
    import optax

    init, loss_per_token = build_model(config)
    # Muon for the matrices; AdamW for the embedding and the norms.
    matrices = {
        name: optax.contrib.MuonDimensionNumbers(1, 0) if name.startswith("blk.") and len(shape) == 2 else None
        for name, shape in config.shapes().items()
    }
    optimizer = optax.chain(
        optax.clip_by_global_norm(1.0),
        # Rates relative to `rate_at`, by which the whole update is scaled.
        optax.contrib.muon(
            1.0,
            weight_decay=0.1,
            adam_learning_rate=0.3,
            muon_weight_dimension_numbers=matrices,
            consistent_rms=0.2,
        ),
    )

    @jax.jit
    def step(weights, state, windows, rate):
        loss, gradient = jax.value_and_grad(lambda w: loss_per_token(w, windows).mean())(weights)
        updates, state = optimizer.update(gradient, state, weights)
        return jax.tree.map(lambda w, u: w + rate * u, weights, updates), state, loss

    def host(weights):
        return {name: np.asarray(value) for name, value in weights.items()}

    weights = init(SEED)
    state = optimizer.init(weights)
    rng = np.random.default_rng(SEED + 1)
    # Short windows first: attention is cheaper. A step is the same number of tokens all the way.
    length, queue = 0, np.empty((0, 0), np.int32)
    done, running, progress, began = 0, None, 0.0, time.time()
    while progress < 1 and not stopping():
        wanted = config.context // 2 if progress < 0.8 else config.context
        if wanted != length:
            length, queue = wanted, np.empty((0, wanted + 1), np.int32)
        batch = STEP_TOKENS // length
        if len(queue) < batch:  # a new pass over the text, cut at other places
            fresh = windows_of(stream, length, int(rng.integers(length)))
            queue = np.concatenate([queue, fresh[rng.permutation(len(fresh))]])
        weights, state, loss = step(weights, state, queue[:batch], rate_at(progress, done))
        queue = queue[batch:]
        running = float(loss) if running is None else 0.98 * running + 0.02 * float(loss)
        done, spent = done + 1, time.time() - began
        progress = max(done / steps, spent / 60 / minutes)
        if done % 50 == 0 or progress >= 1:
            speed = done * STEP_TOKENS / spent
            print(f"step {done}  {progress:.0%}  loss {running:.3f}  {speed:.0f} tok/s  {spent:.0f} s", flush=True)
        if done % 200 == 0:
            save(host(weights))
    seen = done * STEP_TOKENS
    print(f"{done} steps, {seen} tokens, {seen / len(stream):.2f} passes over the text, {time.time() - began:.0f} s")
    return host(weights)


def evaluate(config: Config, weights, tokenizer: Tokenizer, chapters) -> tuple[float, float]:
    """Nats per token and bits per byte; every token is scored once, in windows of the full context."""
    import jax

    _, loss_per_token = build_model(config)
    score = jax.jit(loss_per_token)
    stream = encode_stream(tokenizer, chapters)
    windows = windows_of(stream, config.context)
    nats = sum(float(score(weights, windows[i : i + 8]).sum()) for i in range(0, len(windows), 8))
    scored = windows.shape[0] * config.context
    tail = stream[scored:]
    if len(tail) > 1:
        nats += float(loss_per_token(weights, tail[None]).sum())
    size = sum(len(text) for _, text in chapters)
    return nats / (len(stream) - 1), nats / math.log(2) / size


# --- GGUF ----------------------------------------------------------------------------------------


def write_gguf(path: Path, config: Config, weights, tokenizer: Tokenizer) -> None:
    """GGUF v3: matrices in Q8_0, norms in F32, the whole tokenizer in the metadata."""
    out = gguf.GGUFWriter(str(path), "llama")
    out.add_type("model")
    out.add_name("Assay Demo KJV")
    out.add_description(
        "A tiny demonstration model trained from scratch on the King James Bible. No claim of quality."
    )
    parameters = sum(math.prod(shape) for shape in config.shapes().values())
    out.add_size_label(f"{parameters / 1e6:.1f}M")
    out.add_license("cc0-1.0")
    out.add_languages(["en"])
    out.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    out.add_quantization_version(gguf.GGML_QUANT_VERSION)

    out.add_vocab_size(config.vocab)
    out.add_context_length(config.context)
    out.add_embedding_length(config.width)
    out.add_block_count(config.layers)
    out.add_feed_forward_length(config.ffn)
    out.add_head_count(config.heads)
    out.add_head_count_kv(config.kv_heads)
    out.add_key_length(config.head_dim)
    out.add_value_length(config.head_dim)
    out.add_layer_norm_rms_eps(config.eps)
    out.add_rope_dimension_count(config.head_dim)
    out.add_rope_freq_base(config.rope_base)

    bpe = json.loads(tokenizer.to_str())["model"]
    tokens = sorted(bpe["vocab"], key=bpe["vocab"].get)
    end = tokenizer.token_to_id(END)
    types = [gguf.TokenType.CONTROL if i == end else gguf.TokenType.NORMAL for i in range(len(tokens))]
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre(PRE_NAME)
    out.add_token_list(tokens)
    out.add_token_types(types)
    out.add_token_merges([" ".join(pair) for pair in bpe["merges"]])
    # Readers assume ids of their own where these are missing, so both are named; neither is added.
    out.add_bos_token_id(end)
    out.add_eos_token_id(end)
    out.add_add_bos_token(False)
    out.add_add_eos_token(False)

    for name, shape in config.shapes().items():
        value = np.ascontiguousarray(weights[name], np.float32)
        assert value.shape == shape and np.isfinite(value).all(), name
        if len(shape) == 1:
            out.add_tensor(name, value)
        else:
            q8 = gguf.GGMLQuantizationType.Q8_0
            out.add_tensor(name, gguf.quants.quantize(value, q8), raw_dtype=q8)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def read_gguf(path: Path):
    """(config, weights, tokenizer) from the file alone; the weights come back as f32."""
    reader = gguf.GGUFReader(str(path))

    def field(key):
        return reader.fields[key].contents()

    config = Config(
        vocab=len(field("tokenizer.ggml.tokens")),
        context=field("llama.context_length"),
        width=field("llama.embedding_length"),
        layers=field("llama.block_count"),
        heads=field("llama.attention.head_count"),
        kv_heads=field("llama.attention.head_count_kv"),
        ffn=field("llama.feed_forward_length"),
        eps=field("llama.attention.layer_norm_rms_epsilon"),
        rope_base=field("llama.rope.freq_base"),
    )
    weights = {t.name: gguf.quants.dequantize(t.data, t.tensor_type) for t in reader.tensors}
    assert {name: w.shape for name, w in weights.items()} == config.shapes()

    assert (field("tokenizer.ggml.model"), field("tokenizer.ggml.pre")) == ("gpt2", PRE_NAME)
    vocab = {token: i for i, token in enumerate(field("tokenizer.ggml.tokens"))}
    merges = [tuple(merge.split(" ")) for merge in field("tokenizer.ggml.merges")]
    tokenizer = byte_level(models.BPE(vocab, merges))
    tokenizer.add_special_tokens([END])
    assert tokenizer.token_to_id(END) == field("tokenizer.ggml.eos_token_id") == config.vocab - 1
    return config, weights, tokenizer


# --- Check (numpy only) --------------------------------------------------------------------------


def generate(config: Config, weights, ids: list[int], limit: int, stop: int, temperature: float) -> list[int]:
    """Decodes with a key-value cache, one position at a time: a second implementation. Greedy at temperature 0."""
    rng = np.random.default_rng(SEED)
    group = config.heads // config.kv_heads
    theta = config.rope_base ** -(np.arange(0, config.head_dim, 2) / config.head_dim)
    cache = [([], []) for _ in range(config.layers)]

    def norm(x, gain):
        return x / np.sqrt(np.mean(x * x) + config.eps) * gain

    def rope(x, position):
        z = (x[:, 0::2] + 1j * x[:, 1::2]) * np.exp(1j * position * theta)
        return np.stack([z.real, z.imag], -1).reshape(x.shape).astype(np.float32)

    def forward(token, position):
        x = weights["token_embd.weight"][token]
        for i, (keys, values) in enumerate(cache):
            def w(name, i=i):
                return weights[f"blk.{i}.{name}.weight"]

            h = norm(x, w("attn_norm"))
            q = rope((w("attn_q") @ h).reshape(config.heads, -1), position)
            keys.append(rope((w("attn_k") @ h).reshape(config.kv_heads, -1), position))
            values.append((w("attn_v") @ h).reshape(config.kv_heads, -1))
            k, v = np.stack(keys, 1), np.stack(values, 1)
            heads = []
            for head in range(config.heads):
                scores = k[head // group] @ q[head] / math.sqrt(config.head_dim)
                p = np.exp(scores - scores.max())
                heads.append(p / p.sum() @ v[head // group])
            x = x + w("attn_output") @ np.concatenate(heads)
            h = norm(x, w("ffn_norm"))
            gate = w("ffn_gate") @ h
            x = x + w("ffn_down") @ (gate / (1 + np.exp(-gate)) * (w("ffn_up") @ h))
        return weights["token_embd.weight"] @ norm(x, weights["output_norm.weight"])

    for position, token in enumerate(ids):
        logits = forward(token, position)
    made = []
    while len(made) < limit and len(ids) + len(made) < config.context:
        # The largest of logits with Gumbel noise is a draw from their softmax.
        made.append(int((logits + temperature * rng.gumbel(size=config.vocab)).argmax()))
        if made[-1] == stop:
            break
        logits = forward(made[-1], len(ids) + len(made) - 1)
    return made


def check(folder: Path, limit: int, temperature: float) -> None:
    path = folder / "assay-demo.gguf"
    config, weights, tokenizer = read_gguf(path)
    stop = tokenizer.token_to_id(END)

    # The two tokenizers agree, give back what they were given, and know every byte.
    other = Tokenizer.from_file(str(folder / "tokenizer.json"))
    samples = PROMPTS + ["", " \t\n\n  x", "naïve — 42,195 ½ e\u0301 \U0001f600\r\nI'LL 'twas", "".join(map(chr, range(1, 1500)))]
    for text in samples:
        ids = tokenizer.encode(text).ids
        assert ids == other.encode(text).ids and tokenizer.decode(ids) == text, text
    assert set(pre_tokenizers.ByteLevel.alphabet()) <= set(tokenizer.get_vocab())
    # Each token is what its own text encodes to, so llama.cpp's `ignore_merges` changes nothing.
    for i in range(config.vocab):
        text = tokenizer.decode([i], skip_special_tokens=False)
        assert "\ufffd" in text or tokenizer.encode(text).ids == [i], text

    print(f"{config}\n{sum(w.size for w in weights.values())} parameters")
    for name in ("assay-demo.gguf", "tokenizer.json"):
        data = (folder / name).read_bytes()
        print(f"{name}: {len(data)} bytes, blake2b-256 {hashlib.blake2b(data, digest_size=32).hexdigest()}")
    for prompt in PROMPTS:
        made = generate(config, weights, tokenizer.encode(prompt).ids, limit, stop, temperature)
        ending = "[end of text]" if made[-1] == stop else f"[{len(made)} tokens]"
        print(f"\n{prompt}»{tokenizer.decode(made)} {ending}")


# --- Command line --------------------------------------------------------------------------------

FULL_STEPS = 1600
QUICK_STEPS = 80


def stop_on_signal():
    """Makes the first Ctrl-C, or `kill`, end the training and nothing else. Returns whether one came."""
    came = []

    def handle(number, _):
        print("ending early", flush=True)
        came.append(number)
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handle)
    return lambda: bool(came)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to, or to check")
    parser.add_argument("--minutes", type=float, default=math.inf, help="plan the training to end after this time")
    parser.add_argument("--quick", action="store_true", help="a badly trained model in a few minutes")
    parser.add_argument("--check", action="store_true", help="reload the files and generate, without training")
    parser.add_argument("--held-out", type=int, metavar="N", help="print every Nth of the held-out chapters, without training")
    parser.add_argument("--tokens", type=int, default=96, help="with --check: tokens to generate per prompt")
    parser.add_argument("--temperature", type=float, default=0.0, help="with --check: 0 takes the likeliest token")
    args = parser.parse_args()
    if args.check:
        return check(args.out, args.tokens, args.temperature)

    config = Config()
    chapters = read_chapters()
    if args.held_out:
        # A blank line between chapters; none has one within.
        print("\n".join(text for _, text in split_chapters(chapters)[1][:: args.held_out]), end="")
        return
    text = "".join(text for _, text in chapters).encode()
    print(f"text: {len(text)} bytes, blake2b-256 {hashlib.blake2b(text, digest_size=32).hexdigest()}")
    training, held_out = split_chapters(chapters)
    print("held out:", " ".join(name for name, _ in held_out))

    # The tokenizer, too, is made without the held-out chapters.
    tokenizer = train_tokenizer([text for _, text in training], config)
    stream = encode_stream(tokenizer, training)
    size = sum(len(text) for _, text in training)
    print(f"training text: {len(stream)} tokens, {size / len(stream):.2f} bytes per token")

    def save(weights):
        """A checkpoint: what there is if the machine goes down. The result replaces it."""
        write_gguf(args.out / "checkpoint.gguf", config, weights, tokenizer)

    steps = QUICK_STEPS if args.quick else FULL_STEPS
    weights = train(config, stream, steps, args.minutes, save, stop_on_signal())

    # Written beside and renamed, so that a reader never sees half a file.
    with tempfile.TemporaryDirectory(dir=args.out) as scratch:
        write_gguf(Path(scratch) / "assay-demo.gguf", config, weights, tokenizer)
        tokenizer.save(str(Path(scratch) / "tokenizer.json"))
        # Losses of the file as written, quantised, not of the weights in memory.
        config, weights, tokenizer = read_gguf(Path(scratch) / "assay-demo.gguf")
        for name, part in (("training", training), ("held-out", held_out)):
            nats, bits = evaluate(config, weights, tokenizer, part)
            print(f"{name} loss: {nats:.4f} nats per token, {bits:.4f} bits per byte")
        for name in ("assay-demo.gguf", "tokenizer.json"):
            os.replace(Path(scratch) / name, args.out / name)
        (args.out / "checkpoint.gguf").unlink(missing_ok=True)
    print("now write the manifest: python manifest.py")


if __name__ == "__main__":
    # Set before JAX loads: one thread per product is reproducible, and as fast at these sizes.
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    main()
