// Writes a GGUF file of random weights in the shapes of a real model, for measuring speed. Its texts mean nothing.

import { closeSync, openSync, writeSync } from 'node:fs';

/** Shapes of Qwen3-0.6B, with a smaller vocabulary: 0.47 billion weights. */
export const HALF_BILLION = {
  layers: 28,
  width: 1024,
  heads: 16,
  kvHeads: 8,
  head: 128,
  inner: 3072,
  vocabulary: 32_000,
  context: 1024,
};

const ALIGNMENT = 32;
const BLOCK = 32;
const BLOCK_BYTES = 34;
const TYPE = { u32: 4, f32: 6, bool: 7, string: 8, array: 9 };
const TENSOR = { f32: 0, q8: 8 };

const bytes = (size, write) => {
  const buffer = Buffer.alloc(size);
  write(buffer);
  return buffer;
};
const u32 = (value) => bytes(4, (b) => b.writeUInt32LE(value));
const u64 = (value) => bytes(8, (b) => b.writeBigUInt64LE(BigInt(value)));
const f32 = (value) => bytes(4, (b) => b.writeFloatLE(value));
const string = (value) => {
  const text = Buffer.from(value);
  return Buffer.concat([u64(text.length), text]);
};

/** The printable character that stands for each byte in GPT-2's table. */
function alphabet() {
  const printable = (byte) => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
}

/** Ids: the bytes, then merges of capitals and digits, so that other text is spelt byte by byte; one special id. */
function vocabulary(size) {
  const tokens = alphabet();
  const merges = [];
  const letters = tokens.filter((token) => /^[A-Z0-9]$/.test(token));
  let level = letters;
  while (tokens.length < size - 1) {
    const longer = [];
    for (const start of level) {
      for (const end of letters) {
        if (tokens.length === size - 1) break;
        merges.push(`${start} ${end}`);
        tokens.push(start + end);
        longer.push(start + end);
      }
    }
    level = longer;
  }
  return { tokens: [...tokens, '<|endoftext|>'], merges };
}

function metadata({ layers, width, heads, kvHeads, head, inner, vocabulary: size, context }) {
  const { tokens, merges } = vocabulary(size);
  const array = (type, values, write) => [TYPE.array, Buffer.concat([u32(type), u64(values.length), ...values.map(write)])];
  const types = tokens.map((_, id) => (id === size - 1 ? 3 : 1));
  return {
    'general.architecture': [TYPE.string, string('qwen3')],
    'general.name': [TYPE.string, string('Random weights')],
    'general.file_type': [TYPE.u32, u32(7)],
    'general.quantization_version': [TYPE.u32, u32(2)],
    'general.alignment': [TYPE.u32, u32(ALIGNMENT)],
    'qwen3.context_length': [TYPE.u32, u32(context)],
    'qwen3.embedding_length': [TYPE.u32, u32(width)],
    'qwen3.block_count': [TYPE.u32, u32(layers)],
    'qwen3.feed_forward_length': [TYPE.u32, u32(inner)],
    'qwen3.attention.head_count': [TYPE.u32, u32(heads)],
    'qwen3.attention.head_count_kv': [TYPE.u32, u32(kvHeads)],
    'qwen3.attention.key_length': [TYPE.u32, u32(head)],
    'qwen3.attention.value_length': [TYPE.u32, u32(head)],
    'qwen3.attention.layer_norm_rms_epsilon': [TYPE.f32, f32(1e-6)],
    'qwen3.rope.freq_base': [TYPE.f32, f32(1e6)],
    'tokenizer.ggml.model': [TYPE.string, string('gpt2')],
    'tokenizer.ggml.pre': [TYPE.string, string('llama3')],
    'tokenizer.ggml.tokens': array(TYPE.string, tokens, string),
    'tokenizer.ggml.token_type': array(5, types, u32),
    'tokenizer.ggml.merges': array(TYPE.string, merges, string),
    'tokenizer.ggml.bos_token_id': [TYPE.u32, u32(size - 1)],
    'tokenizer.ggml.eos_token_id': [TYPE.u32, u32(size - 1)],
    'tokenizer.ggml.add_bos_token': [TYPE.bool, Buffer.from([0])],
  };
}

/** Names, and dimensions as rows and columns; vectors have no rows. */
function tensors({ layers, width, heads, kvHeads, head, inner, vocabulary: size }) {
  const list = [['token_embd', size, width], ['output_norm', null, width]];
  for (let layer = 0; layer < layers; layer++) {
    list.push(
      ...[
        ['attn_norm', null, width],
        ['attn_q', heads * head, width],
        ['attn_k', kvHeads * head, width],
        ['attn_v', kvHeads * head, width],
        ['attn_q_norm', null, head],
        ['attn_k_norm', null, head],
        ['attn_output', width, heads * head],
        ['ffn_norm', null, width],
        ['ffn_gate', inner, width],
        ['ffn_up', inner, width],
        ['ffn_down', width, inner],
      ].map(([name, ...size]) => [`blk.${layer}.${name}`, ...size]),
    );
  }
  return list.map(([name, rows, columns]) => {
    const count = (rows ?? 1) * columns;
    const size = rows === null ? count * 4 : (count / BLOCK) * BLOCK_BYTES;
    return { name: `${name}.weight`, rows, columns, size };
  });
}

/** Bits of a half precision number within the normal range, cut off. */
function half(value) {
  const bits = f32(value).readUInt32LE();
  return ((bits >>> 16) & 0x8000) | (((bits & 0x7fffffff) - (112 << 23)) >>> 13);
}

/** Blocks of uniform numbers: scaled so that a product has about the magnitude of its input. */
function randomRows(rows, columns, random) {
  const data = Buffer.allocUnsafe(((rows * columns) / BLOCK) * BLOCK_BYTES);
  // Uniform integers of a byte have a standard deviation of 74.
  const scale = 1 / (74 * Math.sqrt(columns));
  const scales = Array.from({ length: 16 }, (_, n) => half(scale * (0.5 + n / 15)));
  for (let at = 0; at < data.length; at += BLOCK_BYTES) {
    data.writeUInt16LE(scales[random() >>> 28], at);
    for (let n = 2; n < BLOCK_BYTES; n += 4) data.writeInt32LE(random(), at + n);
  }
  return data;
}

/** Marsaglia's xorshift: the same weights each time. */
function xorshift(state) {
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state | 0;
  };
}

/** Writes the file. */
export function writeModel(path, shape) {
  const file = openSync(path, 'w');
  let position = 0;
  const write = (buffer) => {
    for (let at = 0; at < buffer.length; ) at += writeSync(file, buffer, at);
    position += buffer.length;
  };
  const pad = () => write(Buffer.alloc((ALIGNMENT - (position % ALIGNMENT)) % ALIGNMENT));

  const entries = Object.entries(metadata(shape));
  const list = tensors(shape);
  write(Buffer.concat([Buffer.from('GGUF'), u32(3), u64(list.length), u64(entries.length)]));
  for (const [key, [type, value]] of entries) write(Buffer.concat([string(key), u32(type), value]));
  let offset = 0;
  for (const { name, rows, columns, size } of list) {
    const dimensions = rows === null ? [columns] : [columns, rows];
    const type = rows === null ? TENSOR.f32 : TENSOR.q8;
    write(Buffer.concat([string(name), u32(dimensions.length), ...dimensions.map(u64), u32(type), u64(offset)]));
    offset += Math.ceil(size / ALIGNMENT) * ALIGNMENT;
  }
  pad();
  const random = xorshift(0x2545f491);
  for (const { rows, columns } of list) {
    write(rows === null ? Buffer.from(new Float32Array(columns).fill(1).buffer) : randomRows(rows, columns, random));
    pad();
  }
  closeSync(file);
}
