// node main.mjs PROGRAM [--quick]: measures inference and prints tables. See scripts/bench-inference.sh.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { HALF_BILLION, writeModel } from './model.mjs';

const [program, flag] = process.argv.slice(2);
if (!program || (flag && flag !== '--quick')) {
  console.error('usage: node main.mjs PROGRAM [--quick]');
  process.exit(2);
}
const quick = flag === '--quick';
const ROUNDS = quick ? 3 : 11;
const PROMPT = 128;
const OUTPUT = 64;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const started = new Set();
const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

/** A program that answers lines with lines of JSON. */
class Contender {
  constructor(command, args, threads) {
    const variables = { RAYON_NUM_THREADS: threads, CANDLE_NUM_THREADS: threads };
    this.child = spawn(command, args.map(String), {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...variables },
    });
    started.add(this.child);
    this.child.on('exit', (code, signal) => {
      started.delete(this.child);
      if (!this.ended) {
        console.error(`${command} ${args.join(' ')} ended with ${code ?? signal}`);
        process.exit(1);
      }
    });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async answer() {
    return JSON.parse((await this.lines.next()).value);
  }

  ask(line = '') {
    this.child.stdin.write(`${line}\n`);
    return this.answer();
  }

  async end() {
    this.ended = true;
    this.child.stdin.end();
    await new Promise((resolve) => (this.child.exitCode === null ? this.child.on('exit', resolve) : resolve()));
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Speeds of all contenders on a model, in runs that alternate. */
async function measure(name, model, tokenizer, threads) {
  const own = (arithmetic) => new Contender(program, [arithmetic, model, tokenizer, PROMPT, OUTPUT, threads], threads);
  const contenders = { canon: own('canon'), candle: own('candle') };
  const { ids } = await contenders.canon.answer();
  await contenders.candle.answer();
  contenders.llama = new Contender(process.execPath, [here('llama.mjs'), model, OUTPUT, threads], threads);
  const used = await contenders.llama.ask(JSON.stringify(ids));
  if (used.threads !== threads) throw new Error(`llama.cpp takes ${used.threads} threads`);
  contenders.bandwidth = new Contender(program, ['bandwidth', threads], threads);
  await contenders.bandwidth.answer();

  const rounds = [];
  const order = Object.keys(contenders);
  for (let round = -1; round < ROUNDS; round++) {
    const result = {};
    for (const key of order) result[key] = await contenders[key].ask();
    // Who comes first changes. The first round warms caches up.
    order.push(order.shift());
    if (round >= 0) rounds.push(result);
    console.error(`${name}, ${threads} threads: ${JSON.stringify(result)}`);
  }
  for (const contender of Object.values(contenders)) await contender.end();
  return { name, threads, rounds, ids: ids.length };
}

/** Seconds that the trace of a position takes on one thread. */
async function traceTime({ layers, width, kvHeads, head, vocabulary }) {
  const contender = new Contender(program, ['trace', layers, width, kvHeads, head, vocabulary], 1);
  await contender.answer();
  const times = [];
  for (let round = 0; round < ROUNDS; round++) times.push((await contender.ask()).seconds);
  await contender.end();
  return median(times);
}

const half = join(folder, 'half.gguf');
writeModel(half, HALF_BILLION);
const demo = here('../../examples/demo-model/assay-demo.gguf');
const tokenizer = here('../../examples/demo-model/tokenizer.json');
const cores = availableParallelism();
const results = [];
for (const threads of new Set([1, cores])) {
  results.push(await measure('demo', demo, tokenizer, threads));
  results.push(await measure('0.5B', half, '-', threads));
}
const traced = await traceTime(HALF_BILLION);

const middle = (rounds, key, what) => median(rounds.map((round) => round[key][what]));
const ratio = (rounds, other, what) => median(rounds.map((round) => round.canon[what] / round[other][what]));
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);
const speed = (value) => value.toFixed(value < 100 ? 1 : 0);
const { version } = JSON.parse(readFileSync(here('node_modules/node-llama-cpp/package.json')));
const build = JSON.parse(
  readFileSync(here('node_modules/@node-llama-cpp/linux-x64/bins/linux-x64/_nlcBuildMetadata.json')),
);
console.log(
  `Measured on ${cores} × ${cpus()[0].model.trim()}, candle 0.11.1, node-llama-cpp ${version} with llama.cpp ` +
    `${build.buildOptions.llamaCpp.release}, ${new Date().toISOString().slice(0, 10)}; tokens per second, medians of ` +
    `${ROUNDS}, in brackets the medians of CANON-1's ratio to them.\n`,
);
row('model', 'threads', '', 'CANON-1 with trace', 'candle', 'llama.cpp');
row('---', '--:', '---', '--:', '--:', '--:');
for (const { name, threads, rounds, ids } of results) {
  for (const what of ['prefill', 'decode']) {
    const others = ['candle', 'llama'].map(
      (key) => `${speed(middle(rounds, key, what))} (${ratio(rounds, key, what).toFixed(2)})`,
    );
    const label = what === 'prefill' ? `prefill of ${ids}` : `decode of ${OUTPUT}`;
    row(name, threads, label, speed(middle(rounds, 'canon', what)), ...others);
  }
}
const bytes = Number(
  HALF_BILLION.layers *
    (HALF_BILLION.width * HALF_BILLION.head * 2 * (HALF_BILLION.heads + HALF_BILLION.kvHeads) +
      3 * HALF_BILLION.width * HALF_BILLION.inner) +
    HALF_BILLION.vocabulary * HALF_BILLION.width,
) * (34 / 32);
console.log('');
row('0.5B, decode', 'memory read, GB/s', 'at most, tokens per second', 'of that', "the trace's share, one thread");
row('---', '--:', '--:', '--:', '--:');
for (const { name, threads, rounds } of results.filter((result) => result.name === '0.5B')) {
  const read = median(rounds.map((round) => round.bandwidth.bytes));
  const part = median(rounds.map((round) => (round.canon.decode * bytes) / round.bandwidth.bytes));
  row(
    `${threads} threads`,
    (read / 1e9).toFixed(1),
    speed(read / bytes),
    `${(100 * part).toFixed(0)} %`,
    `${(100 * traced * middle(rounds, 'canon', 'decode')).toFixed(1)} %`,
  );
}
const { rounds } = results.find((result) => result.name === '0.5B' && result.threads === cores);
const parts = ['decode', 'prefill'].flatMap((what) =>
  [['candle', 'candle'], ['llama', 'llamacpp']].map(
    ([key, name]) => `${what}_vs_${name}=${ratio(rounds, key, what).toFixed(2)}`,
  ),
);
console.log(`\nRATIO ${parts.join(' ')}`);
process.exit(0);
