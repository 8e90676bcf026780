// llama.cpp as a contender: node llama.mjs MODEL OUTPUT-IDS THREADS. The first line on standard input holds the
// prompt's ids; every further line starts a run, whose speeds are printed as a line of JSON.

import { createInterface } from 'node:readline';
import { getLlama } from 'node-llama-cpp';

const [modelPath, outputIds, threads] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const llama = await getLlama({
  gpu: false,
  build: 'never',
  skipDownload: true,
  progressLogs: false,
  logLevel: 'error',
  maxThreads: threads,
});
const model = await llama.loadModel({ modelPath });
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

let ids;
let sequence;
for await (const line of createInterface({ input: process.stdin })) {
  if (!ids) {
    ids = JSON.parse(line);
    const context = await model.createContext({
      contextSize: Math.ceil((ids.length + outputIds) / 256) * 256,
      batchSize: ids.length,
      threads: { ideal: threads, min: threads },
    });
    sequence = context.getSequence();
    say({ threads: context.currentThreads });
    continue;
  }
  await sequence.clearHistory();
  const began = performance.now();
  let prefill;
  let count = 0;
  for await (const _ of sequence.evaluate(ids, { temperature: 0, yieldEogToken: true })) {
    prefill ??= performance.now() - began;
    if (++count === outputIds) break;
  }
  const decode = performance.now() - began - prefill;
  say({ prefill: ids.length / (prefill / 1e3), decode: (outputIds - 1) / (decode / 1e3) });
}
await llama.dispose();
