// Transfers per second, and full lives of tasks per second, on one node.

import { accounts, chainSpec, eachBlock, fullness, log, outcome, sign, sleep, startNode, submitAll, taskCall } from './lib.mjs';

const WORKERS = 40;
const CAPACITY = 16;
/** As many as the chain assigns in a block. */
const POSTS_PER_BLOCK = 32;

export async function throughput(program, folder, { transfers, taskBlocks }) {
  log(`Accounts for ${transfers} transfers and ${taskBlocks * POSTS_PER_BLOCK} tasks`);
  const senders = await accounts('sender', transfers);
  const requesters = await accounts('requester', POSTS_PER_BLOCK);
  const stashes = await accounts('stash', WORKERS);
  const operators = await accounts('operator', WORKERS);
  const workers = stashes.map((stash, n) => ({ stash, operator: operators[n] }));
  const numbers = { challengeWindow: 5, drawDelay: 2, verdictCommit: 4, verdictReveal: 4, queueLength: 1024 };
  const spec = chainSpec(program, { numbers, funded: [...senders, ...requesters], workers });
  const node = await startNode(program, folder, 'throughput', spec);
  try {
    const slot = node.api.consts.babe.expectedBlockTime.toNumber() / 1000;
    const moved = await measureTransfers(node.api, senders, stashes[0].address, slot);
    const lived = await measureTasks(node.api, requesters, workers, taskBlocks, slot);
    return { slot, moved, lived };
  } finally {
    await node.end();
  }
}

async function measureTransfers(api, senders, to, slot) {
  const call = api.tx.balances.transferKeepAlive(to, 1_000_000_000);
  const signed = senders.map((sender) => sign(api, call, sender, 0));
  log('Transfers go out');
  const perBlock = [];
  const stop = await eachBlock(api, async ({ hash, events }) => {
    const count = events.filter((event) => api.events.balances.Transfer.is(event)).length;
    if (count > 0) perBlock.push({ count, ...(await fullness(api, hash)) });
  });
  await submitAll(api, signed);
  while (perBlock.reduce((sum, { count }) => sum + count, 0) < senders.length) await sleep(200);
  stop();
  return summary(perBlock, slot);
}

async function measureTasks(api, requesters, workers, taskBlocks, slot) {
  const { model, call } = await taskCall(api);
  const operatorOf = new Map(workers.map(({ stash, operator }) => [stash.address, operator]));
  const nonces = new Map();
  const next = (pair) => {
    const nonce = nonces.get(pair.address) ?? 0;
    nonces.set(pair.address, nonce + 1);
    return nonce;
  };
  const ready = api.tx.tasks.setReady([[model, 0]], CAPACITY);
  await submitAll(api, workers.map(({ operator }) => sign(api, ready, operator, next(operator))));
  await sleep(4 * slot * 1000);

  log('Tasks go out');
  const perBlock = [];
  let posted = 0;
  const stop = await eachBlock(api, async ({ hash, events }) => {
    const answers = events
      .filter((event) => api.events.tasks.Assigned.is(event))
      .map(({ data }) => {
        const operator = operatorOf.get(data.worker.toString());
        return sign(api, api.tx.tasks.submit(data.task, outcome()), operator, next(operator));
      });
    const posts = posted < taskBlocks ? requesters.map((pair) => sign(api, call, pair, next(pair))) : [];
    posted += 1;
    await submitAll(api, [...answers, ...posts]);
    const settled = events.filter((event) => api.events.tasks.Settled.is(event)).length;
    if (settled > 0) perBlock.push({ count: settled, ...(await fullness(api, hash)) });
  });
  const wanted = taskBlocks * POSTS_PER_BLOCK;
  while (perBlock.reduce((sum, { count }) => sum + count, 0) < wanted) await sleep(200);
  stop();
  return summary(perBlock, slot);
}

/** The first and the last block were only partly filled, and don't count. */
function summary(perBlock, slot) {
  const full = perBlock.length > 2 ? perBlock.slice(1, -1) : perBlock;
  const total = (of) => full.reduce((sum, block) => sum + of(block), 0);
  return {
    blocks: full.length,
    perSecond: total(({ count }) => count) / (full.length * slot),
    normal: total(({ normal }) => normal) / full.length,
    block: total(({ block }) => block) / full.length,
  };
}
