// What posting and assigning a task costs the node, for different numbers of slots among which the worker is drawn.
//
// One node, one state: all workers are there from the start, and more and more of them offer themselves. So nothing
// differs between the figures but the number of slots.

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
  const node = await startNode(program, folder, 'slots', chainSpec(program, { numbers, funded: requesters, workers }));
  const { api, timer } = node;
  const blocks = new Map();
  try {
    const { model, call } = await taskCall(api);
    const operatorOf = new Map(workers.map(({ stash, operator }) => [stash.address, { operator, nonce: 0 }]));
    let latest = 0;
    let assigned = [];
    const stop = await eachBlock(api, ({ number, hash, events }) => {
      const posted = events.filter((event) => api.events.tasks.Posted.is(event)).length;
      const drawn = events.filter((event) => api.events.tasks.Assigned.is(event));
      assigned.push(...drawn.map(({ data }) => ({ task: data.task, worker: data.worker.toString() })));
      const busy = events.some(({ section }) => ['tasks', 'tokenStaking'].includes(section));
      blocks.set(number, { hash, posted, assigned: drawn.length, busy });
      latest = number;
    });
    const nextBlocks = async (count) => {
      for (const until = latest + count; latest < until; ) await sleep(10);
    };
    const slotsNow = async () => (await api.query.tasks.markets(model)).ready.toNumber();

    const ready = (capacity) => api.tx.tasks.setReady([model], capacity);
    const ofSize = [];
    let offered = 0;
    for (const [size, slots] of sizes.entries()) {
      const joining = [...operatorOf.values()].slice(offered, workersFor(slots));
      const calls = joining.map((each, n) => sign(api, ready(offered + n < FIRST ? 1 : CAPACITY), each.operator, each.nonce++));
      offered += joining.length;
      log(`${slots} slots: ${joining.length} workers more`);
      await submitAll(api, calls);
      while ((await slotsNow()) < slots) await nextBlocks(1);
      // The node writes the offers of thousands of workers to disk for a while.
      await nextBlocks(joining.length > 1_000 ? 60 : 8);

      const runs = [];
      for (let round = 0; round < rounds; round++) {
        assigned = [];
        const first = latest + 1;
        await submitAll(api, requesters.map((pair) => sign(api, call, pair, size * rounds + round)));
        while (assigned.length < TASKS) await nextBlocks(1);
        const last = latest;
        const answers = assigned.map(({ task, worker }) => {
          const each = operatorOf.get(worker);
          return sign(api, api.tx.tasks.submit(task, outcome()), each.operator, each.nonce++);
        });
        await submitAll(api, answers);
        // Answers take a block, slots come back, and at least one empty block follows.
        await nextBlocks(4);
        runs.push({ first, last });
      }
      ofSize.push({ slots: await slotsNow(), runs, from: runs[0].first, to: latest });
    }
    stop();
    await sleep(1000);

    const seconds = timer.secondsByBlock();
    const of = (number) => seconds.get(blocks.get(number)?.hash);
    return ofSize.map(({ slots, runs, from, to }) => {
      const numbers = Array.from({ length: to - from }, (_, n) => from + n);
      const idle = median(numbers.filter((number) => blocks.get(number)?.busy === false).map(of).filter((time) => time !== undefined));
      const perTask = runs.flatMap(({ first, last }) => {
        const busy = [];
        for (let number = first; number <= last; number++) {
          const block = blocks.get(number);
          if (block?.posted || block?.assigned) busy.push(of(number));
        }
        // A round of which a block was not measured does not count.
        if (busy.length === 0 || busy.includes(undefined)) return [];
        return [((busy.reduce((sum, time) => sum + time, 0) - busy.length * idle) / TASKS) * 1000];
      });
      return { slots, rounds: perTask.length, perTask: median(perTask), idle: idle * 1000 };
    });
  } finally {
    await node.end();
  }
}
