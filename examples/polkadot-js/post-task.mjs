#!/usr/bin/env node
// Posts a task, follows it on the chain until it is paid or refunded, and prints its output.
// `node post-task.mjs --help` lists the options; docs/polkadot-js.md explains what happens.

import { Keyring } from '@polkadot/api';
import { blake2AsHex, cryptoWaitReady } from '@polkadot/util-crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connect, Failure, findModel, nameOf, run, send, takesTasks } from './common.mjs';

const USAGE = `Usage: node post-task.mjs [options] PROMPT

Posts a task and prints its output.

  --url URL           WebSocket address of a node  [ws://127.0.0.1:9944]
  --model NAME|ID     name or identifier of the model  [the only one that takes tasks]
  --max-tokens N      most output tokens  [64]
  --temperature MILLI temperature in thousandths, 1 to 10000; without it the likeliest token is taken
  --seed N            seed of the draw, with --temperature  [0]
  --max-fee PLANCKS   most to pay, posting fee included  [what the chain quotes now, and a tenth more]
  --suri SURI         key of a development chain  [//Alice]
  --suri-file FILE    file that holds the secret URI of any other key
  --timeout SECONDS   give up waiting after this time  [300]
  --json              print one JSON record instead of text
  --help              print this

Exit codes: 0 paid, 3 the task ended in a refund, 1 anything else, 2 wrong arguments.
`;

function readArguments() {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        url: { type: 'string', default: 'ws://127.0.0.1:9944' },
        model: { type: 'string' },
        'max-tokens': { type: 'string', default: '64' },
        temperature: { type: 'string' },
        seed: { type: 'string', default: '0' },
        'max-fee': { type: 'string' },
        suri: { type: 'string', default: '//Alice' },
        'suri-file': { type: 'string' },
        timeout: { type: 'string', default: '300' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Failure(`${error.message}\n\n${USAGE}`, 2);
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  if (positionals.length !== 1 || positionals[0] === '') throw new Failure(`Give one prompt.\n\n${USAGE}`, 2);
  for (const name of ['max-tokens', 'temperature', 'seed', 'max-fee', 'timeout']) {
    if (values[name] !== undefined && !/^\d+$/.test(values[name])) {
      throw new Failure(`--${name} takes a whole number, not "${values[name]}".`, 2);
    }
  }
  return { ...values, prompt: positionals[0] };
}

/** What the chain would hold and charge for this task if it were posted now. */
async function quote(api, model, kind, prompt) {
  const answer = await api.call.assayApi.quote(model, kind, prompt.length, { Audited: null });
  if (answer.isErr) throw new Failure(`The chain gives no quote: ${answer.asErr.type}.`);
  const terms = answer.asOk;
  return { hold: terms.quote.toBigInt(), postingFee: terms.postingFee.toBigInt() };
}

/** Names and values of an event's fields. */
function describe(api, { event }) {
  const fields = {};
  event.data.forEach((value, index) => {
    const name = event.data.names?.[index] ?? String(index);
    fields[name] = value.toJSON() !== null && typeof value.toBigInt === 'function' ? value.toBigInt().toString() : value.toJSON();
  });
  return { pallet: event.section, name: event.method, ...fields };
}

/** Whether an event is worth a line in the record: the market's, and every movement of money. */
const isRelevant = ({ event }) =>
  ['tasks', 'tokenStaking', 'balances', 'transactionPayment'].includes(event.section);

/** Block of the last event of a name about a task: a task that was assigned again counts from then on. */
const blockOf = (events, task, name) =>
  events.findLast((entry) => entry.pallet === 'tasks' && String(entry.task) === task && entry.name === name)?.block ?? null;

const balanceOf = async (at, account) => {
  const { data } = await at.query.system.account(account);
  return { free: data.free.toBigInt().toString(), reserved: data.reserved.toBigInt().toString() };
};

/** Balances, before and after, of every account whose balance the events say has moved. */
async function balancesOf(api, first, last, events) {
  const accounts = events
    .filter(({ pallet }) => pallet === 'balances')
    .flatMap(({ who, from, to, source, dest }) => [who, from, to, source, dest])
    .filter((account) => account !== undefined);
  const [before, after] = [await api.at(first), await api.at(last)];
  const balances = {};
  for (const account of new Set(accounts)) {
    balances[account] = { before: await balanceOf(before, account), after: await balanceOf(after, account) };
  }
  return balances;
}

/**
 * Reads every finalised block from `from` on, in order, until the task has ended. Returns the relevant events with
 * the block each is from.
 */
async function follow(api, task, from, deadline, onEvent) {
  const seen = [];
  let next = from;
  for (;;) {
    const head = (await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead())).number.toNumber();
    for (; next <= head; next++) {
      const hash = await api.rpc.chain.getBlockHash(next);
      const events = await (await api.at(hash)).query.system.events();
      for (const record of events) {
        if (!isRelevant(record)) continue;
        const extrinsic = record.phase.isApplyExtrinsic ? record.phase.asApplyExtrinsic.toNumber() : null;
        const entry = { block: next, extrinsic, ...describe(api, record) };
        seen.push(entry);
        if (record.event.section === 'tasks' && String(entry.task) === task) onEvent(entry);
      }
      const ended = seen.some((e) => e.block === next && e.pallet === 'tasks' && String(e.task) === task && ['Settled', 'Refunded'].includes(e.name));
      if (ended) return { events: seen, last: hash, block: next };
    }
    if (Date.now() > deadline) throw new Failure(`Task ${task} has not ended in time. It goes on; see tasks.tasks(${task}).`);
    await new Promise((wake) => setTimeout(wake, 500));
  }
}

async function main() {
  const options = readArguments();
  const log = options.json ? () => {} : (line) => console.error(line);
  await cryptoWaitReady();
  let signer;
  try {
    const suri = options['suri-file'] ? readFileSync(options['suri-file'], 'utf8').trim() : options.suri;
    signer = new Keyring({ type: 'sr25519' }).addFromUri(suri);
  } catch (error) {
    throw new Failure(`The key can't be read: ${error.message}`, 2);
  }
  const api = await connect(options.url);
  try {
    const model = await findModel(api, options.model);
    if (!takesTasks(model)) throw new Failure(`Model "${nameOf(model.record)}" is ${model.record.status} and takes no tasks.`);
    const prompt = new TextEncoder().encode(options.prompt);
    const sampling = options.temperature
      ? { Temperature: { milli: options.temperature, seed: options.seed } }
      : { Greedy: null };
    const kind = { Generate: { maxTokens: options['max-tokens'], sampling } };
    const { hold, postingFee } = await quote(api, model.id, kind, prompt);
    const least = hold + postingFee;
    const maxFee = options['max-fee'] ? BigInt(options['max-fee']) : least + least / 10n;
    if (maxFee < least) {
      throw new Failure(`The max fee is too low: ${maxFee} plancks given, this task needs ${least} (${hold} held, ${postingFee} for posting).`);
    }

    const start = await api.rpc.chain.getFinalizedHead();
    const startedAt = (await api.rpc.chain.getHeader(start)).number.toNumber();
    // The prompt goes over as hex: as plain text, one that begins with 0x would be read as hex.
    const call = api.tx.tasks.post(model.id, kind, { Inline: `0x${Buffer.from(prompt).toString('hex')}` }, maxFee, {
      deadline: null,
      verification: { Audited: null },
      parent: null,
      promptIds: null,
    });
    const posted = await send(api, call, signer);
    const event = posted.events.find(({ event }) => api.events.tasks.Posted.is(event));
    if (!event) throw new Failure('The transaction is in a block, but says nothing of a posted task.');
    const task = String(describe(api, event).task);
    const postedAt = (await api.rpc.chain.getHeader(posted.hash)).number.toNumber();
    log(`Task ${task} posted in block ${postedAt}; ${hold} plancks held, ${postingFee} paid for posting.`);

    const ended = await follow(api, task, startedAt + 1, Date.now() + Number(options.timeout) * 1000, (entry) =>
      log(`Block ${entry.block}: ${entry.name}`),
    );
    const at = await api.at(ended.last);
    const record = (await at.query.tasks.tasks(task)).unwrap();
    if (record.state.isRefunded) {
      throw new Failure(`Task ${task} was refunded: ${record.state.asRefunded.reason}.`, 3);
    }
    const outcome = (await at.query.tasks.outcomes(task)).unwrapOr(null);
    if (!outcome?.isDone || !outcome.asDone.output.isInline) {
      throw new Failure(`Task ${task} was settled without an output on the chain: ${outcome ? outcome.type : 'gone'}.`, 3);
    }
    const output = outcome.asDone.output.asInline.toU8a(true);
    const { result } = record.state.asSettled;
    if (blake2AsHex(output) !== result.outputHash.toHex()) throw new Failure('The stored output does not fit its hash.');

    if (options.json) {
      process.stdout.write(
        `${JSON.stringify(
          {
            task,
            model: model.id,
            requester: signer.address,
            worker: record.state.asSettled.worker.toString(),
            prompt: options.prompt,
            output: new TextDecoder().decode(output),
            outputHex: `0x${Buffer.from(output).toString('hex')}`,
            promptTokens: result.promptIds.toNumber(),
            outputTokens: result.outputIds.toNumber(),
            units: result.units.toNumber(),
            quote: record.quote.toBigInt().toString(),
            postingFee: postingFee.toString(),
            fee: result.fee.toBigInt().toString(),
            protocolFee: record.state.asSettled.protocolFee.toBigInt().toString(),
            refund: (record.quote.toBigInt() - result.fee.toBigInt()).toString(),
            blocks: {
              start: startedAt,
              posted: postedAt,
              assigned: blockOf(ended.events, task, 'Assigned'),
              committed: blockOf(ended.events, task, 'Committed'),
              revealed: blockOf(ended.events, task, 'Revealed'),
              settled: ended.block,
            },
            balances: await balancesOf(api, start, ended.last, ended.events),
            events: ended.events,
          },
          null,
          2,
        )}\n`,
      );
    } else {
      process.stdout.write(output);
      process.stdout.write('\n');
      log(`${result.units} units cost ${result.fee.toBigInt()} plancks; ${record.quote.toBigInt() - result.fee.toBigInt()} came back.`);
    }
  } finally {
    await api.disconnect();
  }
}

run(main);
