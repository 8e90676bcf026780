#!/usr/bin/env node
// Follows a task through its dispute and prints every step: who said what, in which block, which operation the chain
// computed, what was claimed and what is right, and where the money went.
// `node follow-dispute.mjs --help` lists the options; docs/disputes.md explains what happens.

import { parseArgs } from 'node:util';
import { connect, Failure, run } from './common.mjs';

const USAGE = `Usage: node follow-dispute.mjs [options] TASK

Prints every step of the disputes about a task until it is settled, or until a conviction has been paid out.

  --url URL           WebSocket address of a node  [ws://127.0.0.1:9944]
  --from BLOCK        begin with this block  [the one in which the task was posted]
  --timeout SECONDS   give up waiting after this time  [600]
  --json              print one JSON record at the end instead of text
  --help              print this

Exit codes: 0 the worker was convicted, 3 the task was settled or refunded, 1 anything else, 2 wrong arguments.
`;

/** Operations by number, as docs/canon.md has them. */
const OPERATIONS = [
  'embed', 'attention squares', 'attention norm', 'attention quantise', 'query', 'key', 'value', 'query squares',
  'query norm', 'key squares', 'key norm', 'query rotate', 'key rotate', 'score', 'maximum', 'exp sum', 'share', 'mix',
  'mix quantise', 'attention output', 'attention add', 'feed squares', 'feed norm', 'feed quantise', 'gate', 'up',
  'activate', 'activate quantise', 'down', 'feed add', 'final squares', 'final norm', 'final quantise', 'logit', 'choose',
];
const CHOOSE = 34;

function readArguments() {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        url: { type: 'string', default: 'ws://127.0.0.1:9944' },
        from: { type: 'string' },
        timeout: { type: 'string', default: '600' },
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
  if (positionals.length !== 1 || !/^\d+$/.test(positionals[0])) throw new Failure(`Name one task by its number.\n\n${USAGE}`, 2);
  for (const name of ['from', 'timeout']) {
    if (values[name] !== undefined && !/^\d+$/.test(values[name])) throw new Failure(`--${name} takes a number, not "${values[name]}".`, 2);
  }
  return { ...values, task: positionals[0] };
}

/** Plancks as ASY. */
function asy(plancks) {
  const digits = BigInt(plancks).toString().padStart(13, '0');
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '') + ' ASY';
}

/** An output as the chain's event has it: a number, an id, or the bytes of a block. */
function output(operation, bytes) {
  if (!bytes || bytes === '0x') return 'no finite number';
  const buffer = Buffer.from(bytes.slice(2), 'hex');
  if (buffer.length !== 4) return `block ${bytes}`;
  if (operation === CHOOSE) return `id ${buffer.readUInt32LE()}`;
  return `${buffer.readFloatLE()} (bits 0x${buffer.readUInt32LE().toString(16).padStart(8, '0')})`;
}

/** What an event says of the task, as text; nothing if it is about something else. */
function describe(name, data, seen) {
  const who = (account) => (account === seen.worker ? 'the worker' : short(account));
  switch (name) {
    case 'tasks.Assigned': return (seen.worker = data.worker), `assigned to ${short(data.worker)}, bond ${asy(data.bond)}`;
    case 'tasks.Revealed': return `result revealed: ${data.units} units, ${asy(data.fee)}`;
    case 'tasks.Settled': return (seen.settled = true), `paid: ${asy(data.toWorker)} to the worker`;
    case 'tasks.Refunded': return (seen.settled = true), `refunded: ${asy(data.amount)}`;
    case 'tasks.Resumed': return `goes on; settles in block ${data.ends} unless challenged again`;
    case 'tasks.Convicted':
      seen.convicted = { worker: data.worker, refund: data.refund, bond: data.bond, grounds: data.grounds };
      return `CONVICTED ${short(data.worker)} (${grounds(data.grounds)}): ${asy(data.refund)} back to the requester, bond of ${asy(data.bond)} taken`;
    case 'referee.Challenged': return `challenged by ${short(data.challenger)}, bond ${asy(data.bond)}`;
    case 'referee.Demanded': return `asks for ${data.level === 0 ? 'the content of leaf' : `what is below node ${data.level}/`}${data.level === 0 ? ' ' : ''}${data.index} of the trace`;
    case 'referee.Answered': return `${who(data.by)} answers`;
    case 'referee.Named':
      seen.place = { position: Number(data.position), layer: data.layer === null ? null : Number(data.layer) };
      return `names the place: position ${data.position}${seen.token(Number(data.position))}, ${data.layer === null ? 'outside of layers' : `layer ${data.layer}`}`;
    case 'referee.Disclosed': return `${who(data.maker)} discloses the outputs of the place's operations${BigInt(data.bond) ? `, bond ${asy(data.bond)}` : ''}`;
    case 'referee.Selected': return `selects operation ${data.operation} (${OPERATIONS[data.operation]}), piece ${data.chunk}`;
    case 'referee.Opened': return data.operation === CHOOSE ? 'selects the choice of the id' : 'the piece is opened';
    case 'referee.Computed':
      seen.computed = { operation: OPERATIONS[data.operation], index: Number(data.index), claimed: output(Number(data.operation), data.claimed), computed: output(Number(data.operation), data.computed), ...seen.place };
      return `the chain computes ${OPERATIONS[data.operation]}, output ${data.index}: claimed ${seen.computed.claimed}, right is ${seen.computed.computed}`;
    case 'referee.Refuted': return `a disclosure of ${short(data.maker)} is refuted: ${asy(data.toChallenger)} to the challenger, ${asy(data.burnt)} burnt`;
    case 'referee.Succeeded': return `the challenge of ${short(data.challenger)} succeeds (${grounds(data.grounds)})`;
    case 'referee.Failed': return `the challenge of ${short(data.challenger)} fails: ${asy(data.toAnswerer)} to whoever answered, ${asy(data.burnt)} burnt`;
    case 'referee.Dropped': return `the challenge of ${short(data.challenger)} is dropped, bond returned`;
    case 'referee.Returned': return BigInt(data.returned) ? `bond of a disclosure returned to ${short(data.maker)}` : undefined;
    case 'referee.CaseClosed': return data.prover ? `case closed; the prover is ${short(data.prover)}` : 'case closed';
    case 'tokenStaking.ConvictionSettled':
      seen.paid = { prover: data.prover, toProver: data.toProver, requester: data.requester, toRequester: data.toRequester, burnt: data.burnt };
      return `conviction mature: ${asy(data.toProver)} to the prover, ${asy(data.toRequester)} to the requester, ${asy(data.burnt)} burnt`;
    default: return undefined;
  }
}

const short = (account) => (account ? `${account.slice(0, 6)}…${account.slice(-4)}` : 'nobody');
const grounds = (it) => ('proof' in it ? 'proved' : 'nobody answered');

async function main() {
  const args = readArguments();
  const api = await connect(args.url);
  const record = await api.query.tasks.tasks(args.task);
  if (record.isNone) throw new Failure(`There is no task ${args.task} on this chain.`, 1);
  const seen = { steps: [], token: () => '' };
  const deadline = Date.now() + Number(args.timeout) * 1000;
  let next = Number(args.from ?? record.unwrap().postedAt.toString());
  while (!seen.settled && !seen.paid) {
    if (Date.now() > deadline) throw new Failure(`The task did not end within ${args.timeout} s.`);
    const latest = (await api.rpc.chain.getHeader()).number.toNumber();
    if (next > latest) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      continue;
    }
    const hash = await api.rpc.chain.getBlockHash(next);
    for (const { event } of await api.query.system.events.at(hash)) {
      const name = `${event.section}.${event.method}`;
      const names = event.meta.fields.map((field) => field.name.unwrapOr('').toString());
      const camel = (text) => text.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
      const data = Object.fromEntries(event.data.map((value, n) => [camel(names[n]), plain(value)]));
      if (String(data.task) !== args.task) continue;
      if (name === 'tasks.Revealed') {
        const state = (await (await api.at(hash)).query.tasks.tasks(args.task)).unwrap().state;
        const prompt = state.asRevealed.result.promptIds.toNumber();
        seen.token = (position) => (position + 1 >= prompt ? ` (output token ${position + 1 - prompt})` : ' (in the prompt)');
      }
      const text = describe(name, data, seen);
      if (text === undefined) continue;
      seen.steps.push({ block: next, event: name, text });
      if (!args.json) console.log(`  block ${String(next).padStart(5)}  ${text}`);
    }
    next += 1;
  }
  await api.disconnect();
  if (args.json) {
    const { steps, convicted, computed, paid } = seen;
    console.log(JSON.stringify({ task: Number(args.task), convicted: convicted ?? null, computed: computed ?? null, paid: paid ?? null, steps }, null, 2));
  }
  return seen.paid ? 0 : 3;
}

/** A value as text or number; options that are empty as null. */
function plain(value) {
  if (value.toRawType().startsWith('Option')) return value.isSome ? plain(value.unwrap()) : null;
  const json = value.toJSON();
  if (['u128', 'u64'].includes(value.toRawType())) return value.toString();
  return json;
}

run(main);
