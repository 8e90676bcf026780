// What posting and assigning a task costs the node, for different numbers of slots among which the worker is drawn.

import { accounts, chainSpec, eachBlock, log, median, outcome, sign, sleep, startNode, submitAll, taskCall } from './lib.mjs';

/** Tasks per round: no more than the smallest number of slots. */
const TASKS = 8;

/** Median milliseconds per task, and the empty block that was taken off. */
export async function costWithSlots(program, folder, { slots, rounds }) {
  const capacity = slots <= 10 ? 1 : 16;
  const count = Math.ceil(slots / capacity);
  log(`${slots} slots: ${count} workers of capacity ${capacity}`);
  const stashes = await accounts('stash', count);
  const operators = await accounts('operator', count);
  const requesters = await accounts('requester', TASKS);
  const workers = stashes.map((stash, n) => ({ stash, operator: operators[n] }));
  // No task settles while this runs, so that nothing else happens in the blocks that are measured.
  const numbers = { slotMillis: 500, sessionSlots: 100_000, challengeWindow: 100_000, queueLength: 1024 };
  const spec = chainSpec(program, { numbers, funded: requesters, workers });
  const node = await startNode(program, folder, `slots-${slots}`, spec);
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
      const others = events.some(({ section }) => ['tasks', 'tokenStaking'].includes(section));
      blocks.set(number, { hash, posted, assigned: drawn.length, busy: others });
      latest = number;
    });
    const nextBlock = async () => {
      for (const from = latest; latest === from; ) await sleep(10);
    };

    const ready = api.tx.tasks.setReady([model], capacity);
    await submitAll(api, [...operatorOf.values()].map((each) => sign(api, ready, each.operator, each.nonce++)));
    const slotsNow = async () => (await api.query.tasks.markets(model)).ready.toNumber();
    while ((await slotsNow()) < slots) await nextBlock();
    // The node writes the offers of thousands of workers to disk for a while.
    for (let n = 0; n < (count > 1_000 ? 60 : 8); n++) await nextBlock();

    const costs = [];
    for (let round = 0; round < rounds; round++) {
      assigned = [];
      const first = latest + 1;
      await submitAll(api, requesters.map((pair) => sign(api, call, pair, round)));
      while (assigned.length < TASKS) await nextBlock();
      const last = latest;
      const answers = assigned.map(({ task, worker }) => {
        const each = operatorOf.get(worker);
        return sign(api, api.tx.tasks.submit(task, outcome()), each.operator, each.nonce++);
      });
      await submitAll(api, answers);
      // Answers take a block, slots come back, and at least one empty block follows.
      for (let n = 0; n < 4; n++) await nextBlock();
      costs.push({ first, last });
    }
    stop();
    await sleep(1000);
    const seconds = timer.secondsByBlock();
    const of = (number) => seconds.get(blocks.get(number)?.hash);
    const empty = [...blocks].filter(([number, { busy }]) => !busy && number >= costs[0].first && of(number) !== undefined);
    const idle = median(empty.map(([number]) => of(number)));
    const perTask = costs.flatMap(({ first, last }) => {
      const busy = [];
      for (let number = first; number <= last; number++) {
        const block = blocks.get(number);
        if (block?.posted || block?.assigned) busy.push(of(number));
      }
      // A round of which a block was not measured does not count.
      if (busy.length === 0 || busy.includes(undefined)) return [];
      return [((busy.reduce((sum, time) => sum + time, 0) - busy.length * idle) / TASKS) * 1000];
    });
    return { slots: await slotsNow(), rounds: perTask.length, perTask: median(perTask), idle: idle * 1000 };
  } finally {
    await node.end();
  }
}
