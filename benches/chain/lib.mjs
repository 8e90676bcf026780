// What the chain benchmarks share: a node of their own, accounts, transactions signed in advance, and the node's own
// measure of how long it took to build each block.

import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';

const require = createRequire(new URL('../../examples/polkadot-js/', import.meta.url));
export const { ApiPromise, Keyring, WsProvider } = require('@polkadot/api');
const { cryptoWaitReady } = require('@polkadot/util-crypto');

export const ASY = 1_000_000_000_000;
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const log = (text) => console.error(text);

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Key pairs `//name//0` to `//name//count-1`. */
export async function accounts(name, count) {
  await cryptoWaitReady();
  const keyring = new Keyring({ type: 'sr25519' });
  return Array.from({ length: count }, (_, n) => keyring.addFromUri(`//${name}//${n}`));
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The development chain with other numbers, more funded accounts and workers of the genesis. */
export function chainSpec(program, { numbers = {}, funded = [], workers = [] }) {
  const spec = JSON.parse(execFileSync(program, ['export-chain-spec', '--chain', 'dev'], { maxBuffer: 1 << 28 }));
  const { patch } = spec.genesis.runtimeGenesis;
  Object.assign(patch.network.numbers, numbers);
  patch.balances.balances.push(...funded.map((pair) => [pair.address, 100_000 * ASY]));
  patch.balances.balances.push(...workers.map(({ stash }) => [stash.address, 100_000 * ASY]));
  patch.tokenStaking = {
    workers: workers.map(({ stash, operator }) => [stash.address, operator.address, 50_000 * ASY]),
  };
  return spec;
}

/** Starts a node on a chain of its own and connects to it. */
export async function startNode(program, folder, name, spec) {
  const base = join(folder, name);
  mkdirSync(base, { recursive: true });
  writeFileSync(join(base, 'spec.json'), JSON.stringify(spec));
  const [rpc, p2p, prometheus] = [await freePort(), await freePort(), await freePort()];
  const logFile = join(base, 'node.log');
  const out = openSync(logFile, 'w');
  const args = [
    '--chain', join(base, 'spec.json'), '--base-path', base, '--alice', '--validator', '--force-authoring',
    '--rpc-port', rpc, '--port', p2p, '--prometheus-port', prometheus, '--no-telemetry', '--no-mdns',
    '--unsafe-force-node-key-generation', '--warm-up-trie-cache', 'blocking', '--pool-limit', '16384', '--rpc-max-subscriptions-per-connection', '65536',
  ].map(String);
  const child = spawn(program, args, { stdio: ['ignore', out, out] });
  closeSync(out);
  const stop = async () => {
    child.kill('SIGTERM');
    await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve()));
  };
  process.on('exit', () => child.kill('SIGKILL'));
  await waitForRpc(`http://127.0.0.1:${rpc}`, child);
  const provider = new WsProvider(`ws://127.0.0.1:${rpc}`, 1000);
  const api = await ApiPromise.create({ provider, noInitWarn: true });
  const timer = new BlockTimer(`http://127.0.0.1:${prometheus}/metrics`, logFile);
  return {
    api,
    timer,
    async end() {
      timer.end();
      await api.disconnect();
      await stop();
    },
  };
}

async function waitForRpc(url, child) {
  const body = '{"jsonrpc":"2.0","id":1,"method":"system_health"}';
  const ask = () => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then(({ ok }) => ok, () => false);
  while (!(await ask())) {
    if (child.exitCode !== null) throw new Error(`the node ended with code ${child.exitCode}`);
    await sleep(200);
  }
}

/** How long the node took to build each block: its metrics say how long each proposal took, its log which block it is. */
class BlockTimer {
  constructor(url, logFile) {
    this.url = url;
    this.logFile = logFile;
    this.proposals = new Map();
    this.last = { sum: 0, count: 0 };
    this.running = true;
    this.loop();
  }

  async loop() {
    while (this.running) {
      const text = await fetch(this.url).then((answer) => answer.text(), () => '');
      const value = (name) => Number(text.match(new RegExp(`^substrate_proposer_block_constructed_${name}\\S* (\\S+)$`, 'm'))?.[1]);
      const now = { sum: value('sum'), count: value('count') };
      if (now.count > this.last.count) {
        // Two proposals between two looks can't be told apart: neither counts.
        if (now.count === this.last.count + 1) this.proposals.set(now.count, now.sum - this.last.sum);
        this.last = now;
      }
      // Often enough to see each proposal by itself, and not so often that looking slows the node.
      await sleep(150);
    }
  }

  /** Seconds by hash of the block. The n-th block that was prepared is the n-th proposal; those sealed became blocks. */
  secondsByBlock() {
    const text = readFileSync(this.logFile, 'utf8');
    const prepared = text.matchAll(/Prepared block for proposing at .* hash: (0x[0-9a-f]{64})/g);
    const seconds = new Map([...prepared].map(([, hash], n) => [hash, this.proposals.get(n + 1)]));
    const sealed = text.matchAll(/Hash now (0x[0-9a-f]{64}), previously (0x[0-9a-f]{64})/g);
    return new Map([...sealed].map(([, now, before]) => [now, seconds.get(before)]));
  }

  end() {
    this.running = false;
  }
}

/** Calls back with number, hash, events and extrinsics of every new best block, in order. */
export async function eachBlock(api, callback) {
  let chain = Promise.resolve();
  return api.rpc.chain.subscribeNewHeads((header) => {
    chain = chain.then(async () => {
      const hash = header.hash.toHex();
      const events = await api.query.system.events.at(hash);
      await callback({ number: header.number.toNumber(), hash, events: events.map(({ event }) => event) });
    });
  });
}

/** Signs without asking the node. Signing changes the transaction in place, so each is made anew. */
export const sign = (api, call, pair, nonce) =>
  api
    .tx(call.method)
    .sign(pair, {
      nonce, era: 0, blockHash: api.genesisHash, genesisHash: api.genesisHash, runtimeVersion: api.runtimeVersion,
    })
    .toHex();

/** Hands over signed transactions, many at a time. */
export async function submitAll(api, signed) {
  for (let n = 0; n < signed.length; n += 250) {
    await Promise.all(signed.slice(n, n + 250).map((each) => api.rpc.author.submitExtrinsic(each)));
  }
}

/** A short task for the only model there is. */
export async function taskCall(api) {
  const [[key]] = await api.query.models.models.entries();
  const model = key.args[0].toHex();
  const kind = { Generate: { maxTokens: 8, sampling: 'Greedy' } };
  const input = { Inline: '0x' + Buffer.from('In the beginning').toString('hex') };
  const options = { deadline: 200, verification: { Audited: null }, parent: null, promptIds: null };
  return { model, call: api.tx.tasks.post(model, kind, input, 1_000 * ASY, options) };
}

/** An outcome such as the demo model's would be, made up: what is measured here is the chain. */
export const outcome = () => ({
  Done: {
    output: { Inline: '0x' + '20'.repeat(24) },
    ids: { Inline: Array.from({ length: 12 }, (_, n) => n) },
    promptIds: 4,
    outputIds: 8,
    root: '0x' + '00'.repeat(32),
    salt: '0x' + '07'.repeat(32),
  },
});

/** Part of the weight that normal transactions may use that a block used, and part of the whole block's. */
export async function fullness(api, hash) {
  const used = await api.query.system.blockWeight.at(hash);
  const limits = api.consts.system.blockWeights;
  const time = (weight) => weight.refTime.toBigInt();
  const total = time(used.normal) + time(used.operational) + time(used.mandatory);
  return {
    normal: Number(time(used.normal)) / Number(time(limits.perClass.normal.maxTotal.unwrap())),
    block: Number(total) / Number(time(limits.maxBlock)),
  };
}
