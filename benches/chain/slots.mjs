// What posting and assigning a task costs the node, for different numbers of slots among which the worker is drawn.
//
// One state: all workers are there from the start, and more and more of them offer themselves. So nothing differs between
// the figures but the number of slots. For each number the node starts again: then its cache of the state is warm, as
// that of a node that has run for a while, and not only as far as tasks have come by.

import { accounts, chainSpec, eachBlock, log, median, outcome, sign, sleep, startNode, submitAll, taskCall } from './lib.mjs';

/** Tasks per round: no more than the smallest number of slots. */
const TASKS = 8;
/** Slots of each worker but the first ten, which have one each. */
const CAPACITY = 16;
const FIRST = 10;

/** For each number of slots, median milliseconds per task, and of empty blocks, which are taken off. */
export async function costsWithSlots(program, folder, { sizes, rounds }) {
  const workersFor = (slots) => FIRST + Math.max(0, Math.ceil((slots - FIRST) / CAPACITY));
  const count = workersFor(Math.max(...sizes));
  log(`Accounts for ${count} workers`);
  const stashes = await accounts('stash', count);
  const operators = await accounts('operator', count);
  const requesters = await accounts('requester', TASKS);
  const workers = stashes.map((stash, n) => ({ stash, operator: operators[n] }));
  // No task settles while this runs, so that nothing else happens in the blocks that are measured.
  const numbers = { slotMillis: 500, sessionSlots: 100_000, challengeWindow: 100_000, queueLength: 1024 };
  const spec = chainSpec(program, { numbers, funded: requesters, workers });
  const operatorOf = new Map(workers.map(({ stash, operator }) => [stash.address, { operator, nonce: 0 }]));
  const figures = [];
  let offered = 0;
  for (const [size, slots] of sizes.entries()) {
    const joining = [...operatorOf.values()].slice(offered, workersFor(slots));
    log(`${slots} slots: ${joining.length} workers more`);
    await withNode(program, folder, spec, ({ api, blocks }) => offer(api, blocks, joining, offered, slots));
    offered += joining.length;
    figures.push(await withNode(program, folder, spec, (node) => measure(node, { requesters, operatorOf, first: size * rounds, rounds })));
  }
  return figures;
}

/** Does something with a node on the chain in the folder, which is made of the specification if it isn't there yet. */
async function withNode(program, folder, spec, work) {
  const node = await startNode(program, folder, 'slots', spec);
  try {
    const blocks = new Blocks();
    await blocks.follow(node.api);
    return await work({ ...node, blocks });
  } finally {
    await node.end();
  }
}

/** What happened in each block. */
class Blocks {
  byNumber = new Map();
  latest = 0;
  assigned = [];

  async follow(api) {
    this.stop = await eachBlock(api, ({ number, hash, events }) => {
      const posted = events.filter((event) => api.events.tasks.Posted.is(event)).length;
      const drawn = events.filter((event) => api.events.tasks.Assigned.is(event));
      this.assigned.push(...drawn.map(({ data }) => ({ task: data.task, worker: data.worker.toString() })));
      const busy = events.some(({ section }) => ['tasks', 'tokenStaking'].includes(section));
      this.byNumber.set(number, { hash, posted, assigned: drawn.length, busy });
      this.latest = number;
    });
  }

  /** Waits for so many blocks. */
  async next(count) {
    while (this.latest === 0) await sleep(10);
    for (const until = this.latest + count; this.latest < until; ) await sleep(10);
  }
}

async function slotsNow(api) {
  const { model } = await taskCall(api);
  return (await api.query.tasks.markets(model)).ready.toNumber();
}

/** Has workers offer themselves, until there are so many slots. */
async function offer(api, blocks, joining, offered, slots) {
  const { model } = await taskCall(api);
  const ready = (capacity) => api.tx.tasks.setReady([[model, 0]], capacity);
  const calls = joining.map((each, n) => sign(api, ready(offered + n < FIRST ? 1 : CAPACITY), each.operator, each.nonce++));
  await submitAll(api, calls);
  while ((await slotsNow(api)) < slots) await blocks.next(1);
  // The node writes the offers of thousands of workers to disk for a while.
  await blocks.next(joining.length > 1_000 ? 60 : 8);
}

/** Milliseconds per task with the slots that there are. */
async function measure({ api, timer, blocks }, { requesters, operatorOf, first, rounds }) {
  const { call } = await taskCall(api);
  await blocks.next(8);
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    blocks.assigned = [];
    const from = blocks.latest + 1;
    await submitAll(api, requesters.map((pair) => sign(api, call, pair, first + round)));
    while (blocks.assigned.length < TASKS) await blocks.next(1);
    const to = blocks.latest;
    const answers = blocks.assigned.map(({ task, worker }) => {
      const each = operatorOf.get(worker);
      return sign(api, api.tx.tasks.submit(task, outcome()), each.operator, each.nonce++);
    });
    await submitAll(api, answers);
    // Answers take a block, slots come back, and at least one empty block follows.
    await blocks.next(4);
    runs.push({ from, to });
  }
  const slots = await slotsNow(api);
  blocks.stop();
  await sleep(1000);

  const seconds = timer.secondsByBlock();
  const of = (number) => seconds.get(blocks.byNumber.get(number)?.hash);
  const numbers = Array.from({ length: blocks.latest - runs[0].from }, (_, n) => runs[0].from + n);
  const idle = median(numbers.filter((number) => blocks.byNumber.get(number)?.busy === false).map(of).filter((time) => time !== undefined));
  const perTask = runs.flatMap(({ from, to }) => {
    const busy = [];
    for (let number = from; number <= to; number++) {
      const block = blocks.byNumber.get(number);
      if (block?.posted || block?.assigned) busy.push(of(number));
    }
    // A round of which a block was not measured does not count.
    if (busy.length === 0 || busy.includes(undefined)) return [];
    return [((busy.reduce((sum, time) => sum + time, 0) - busy.length * idle) / TASKS) * 1000];
  });
  return { slots, rounds: perTask.length, perTask: median(perTask), idle: idle * 1000 };
}
