#!/usr/bin/env node
// Proposes a new price floor for a model, votes on it from several accounts, one of which delegates, waits until it is
// enacted, and prints the figures. `node govern.mjs --help` lists the options; docs/govern.md explains what happens.

import { Keyring } from '@polkadot/api';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connect, explain, Failure, findModel, run, send } from './common.mjs';

const USAGE = `Usage: node govern.mjs --price-floor PLANCKS [options]

Proposes a new price floor for a model, votes for it, and waits for its enactment.

  --price-floor PLANCKS  least price of a unit that is proposed
  --url URL              WebSocket address of a node  [ws://127.0.0.1:9944]
  --model NAME|ID        name or identifier of the model  [the only one that takes tasks]
  --suri SURI            who proposes and pays the deposits, a key of a development chain  [//Alice]
  --voter SURI           who votes; may be given several times  [//Alice //Bob //Charlie]
  --delegator SURI       who lets the first voter vote for it  [//Dave]
  --suri-file FILE       file with the secret URI of any other key, which proposes and votes alone
  --amount PLANCKS       what each of them votes with  [half of what each has]
  --conviction 0..6      of the voters; the delegator's is 1  [2]
  --timeout SECONDS      give up waiting after this time  [600]
  --json                 print one JSON record instead of text
  --help                 print this

Exit codes: 0 enacted, 3 the referendum was not approved, 1 anything else, 2 wrong arguments.
`;

const TRACK = 'model_params';
const ORIGIN = 'ModelParams';

function readArguments() {
  let parsed;
  try {
    parsed = parseArgs({
      options: {
        'price-floor': { type: 'string' },
        url: { type: 'string', default: 'ws://127.0.0.1:9944' },
        model: { type: 'string' },
        suri: { type: 'string', default: '//Alice' },
        voter: { type: 'string', multiple: true, default: ['//Alice', '//Bob', '//Charlie'] },
        delegator: { type: 'string', default: '//Dave' },
        'suri-file': { type: 'string' },
        amount: { type: 'string' },
        conviction: { type: 'string', default: '2' },
        timeout: { type: 'string', default: '600' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Failure(`${error.message}\n\n${USAGE}`, 2);
  }
  const { values } = parsed;
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  for (const name of ['price-floor', 'amount', 'timeout']) {
    if (values[name] !== undefined && !/^[1-9]\d*$/.test(values[name])) {
      throw new Failure(`--${name} takes a whole number above zero, not "${values[name]}".`, 2);
    }
  }
  if (values['price-floor'] === undefined) throw new Failure(`Give a --price-floor.\n\n${USAGE}`, 2);
  if (!/^[0-6]$/.test(values.conviction)) throw new Failure('--conviction is a number from 0 to 6.', 2);
  return values;
}

/** The parameters that tasks of a model are posted on now. */
async function currentParams(api, model) {
  const { paramsVersion, params } = (await api.call.assayApi.model(model)).unwrap();
  return { version: paramsVersion.toNumber(), params };
}

/** The parameters that will hold at a height, as far as that is decided. */
async function paramsAt(api, model, height) {
  const { params } = (await api.call.assayApi.modelHistory(model)).unwrap();
  // Of those for the same height the one that was decided last counts.
  const decided = params.filter(({ at }) => at.toNumber() <= height);
  const last = decided.reduce((last, it) => (it.at.toNumber() >= last.at.toNumber() ? it : last));
  return { version: last.version.toNumber(), params: last.params };
}

/** Height of the best block in active blocks, in which heights of models are counted: without those for which the market was closed. */
async function activeHeight(api) {
  const hash = await api.rpc.chain.getBlockHash();
  const missed = await (await api.at(hash)).query.network.missed();
  return (await heightOf(api, hash)) - missed.toNumber();
}

/** The track, with the periods of this network. Its name is padded with zeros. */
function findTrack(api, name) {
  const found = api.consts.referenda.tracks.find(([, info]) => info.name.toString().replaceAll('\0', '') === name);
  if (!found) throw new Failure(`This chain has no track ${name}.`);
  return { id: found[0].toNumber(), info: found[1] };
}

const heightOf = async (api, hash) => (await api.rpc.chain.getHeader(hash)).number.toNumber();
const finalHeight = async (api) => heightOf(api, await api.rpc.chain.getFinalizedHead());
const sleep = (millis) => new Promise((wake) => setTimeout(wake, millis));

/** What an account votes with: what was asked for, or half of all that it has. Staked tokens vote, too. */
async function amountOf(api, account, asked) {
  if (asked !== undefined) return BigInt(asked);
  const { data } = await api.query.system.account(account);
  return (data.free.toBigInt() + data.reserved.toBigInt()) / 2n;
}

/** Submits the referendum. The call goes as a preimage, as polkadot.js Apps does it. */
async function submit(api, call, signer) {
  const { hash } = call.method;
  const submission = api.tx.referenda.submit(
    { Origins: ORIGIN },
    { Lookup: { hash, len: call.method.encodedLength } },
    // As soon as the track allows after the approval.
    { After: 0 },
  );
  // Somebody may have noted the same call before; its deposit stays theirs.
  const noted = (await api.query.preimage.requestStatusFor(hash)).isSome;
  const both = api.tx.utility.batchAll([api.tx.preimage.notePreimage(call.method.toHex()), submission]);
  const sent = await send(api, noted ? submission : both, signer);
  const event = sent.events.find(({ event }) => api.events.referenda.Submitted.is(event));
  if (!event) throw new Failure('The transaction is in a block, but says nothing of a referendum.');
  return { index: event.event.data.index.toNumber(), block: await heightOf(api, sent.hash), hash, noted };
}

/** Votes, in percent with two decimal places. */
const percent = (part, whole) => (whole === 0n ? 0 : Number((part * 10_000n) / whole) / 100);

/** What all tokens that can vote are together. */
async function turnout(at) {
  const [total, inactive] = [await at.query.balances.totalIssuance(), await at.query.balances.inactiveIssuance()];
  return total.toBigInt() - inactive.toBigInt();
}

function readTally({ ayes, nays, support }) {
  return { ayes: ayes.toBigInt(), nays: nays.toBigInt(), support: support.toBigInt() };
}

/** Follows final blocks until the referendum is over. Returns how it ended, and the last tally before. */
async function followReferendum(api, index, from, deadline, log) {
  let [next, tally, last, whole] = [from, null, '', 0n];
  for (;;) {
    const head = await finalHeight(api);
    for (; next <= head; next++) {
      const at = await api.at(await api.rpc.chain.getBlockHash(next));
      const info = (await at.query.referenda.referendumInfoFor(index)).unwrap();
      if (!info.isOngoing) {
        return { state: info.type, block: next, tally, whole };
      }
      const status = info.asOngoing;
      tally = readTally(status.tally);
      whole = await turnout(at);
      const deciding = status.deciding.unwrapOr(null);
      const stage = !deciding ? 'preparing' : deciding.confirming.isSome ? 'confirming' : 'deciding';
      if (stage !== last) {
        const approval = percent(tally.ayes, tally.ayes + tally.nays);
        log(`Block ${next}: ${stage}; approval ${approval} %, support ${percent(tally.support, whole)} %.`);
        last = stage;
      }
    }
    if (Date.now() > deadline) throw new Failure(`Referendum ${index} has not ended in time. It goes on; see referenda.referendumInfoFor(${index}).`);
    await sleep(500);
  }
}

/**
 * Follows final blocks until the approved call was dispatched. The scheduler says so by the referendum's own name. Returns the block
 * and the number of the new parameters.
 */
async function followEnactment(api, index, model, from, deadline) {
  const name = api.createType('([u8; 8], Text, u32)', ['0x617373656d626c79', 'enactment', index]).hash.toHex();
  for (let next = from; ; ) {
    const head = await finalHeight(api);
    for (; next <= head; next++) {
      const events = await (await api.at(await api.rpc.chain.getBlockHash(next))).query.system.events();
      const { CallUnavailable, Dispatched, PermanentlyOverweight } = api.events.scheduler;
      const at = events.findIndex(
        ({ event }) =>
          [CallUnavailable, Dispatched, PermanentlyOverweight].some((kind) => kind.is(event)) && event.data.id.unwrapOr(null)?.toHex() === name,
      );
      if (at < 0) continue;
      const { event } = events[at];
      if (!Dispatched.is(event)) throw new Failure(`Referendum ${index} was approved, but nothing came of it: scheduler.${event.method}.`);
      const { result } = event.data;
      if (result.isErr) throw new Failure(`Referendum ${index} was approved, but its call failed. ${explain(api, result.asErr)}`);
      // What a scheduled call did stands before the event that says which it was.
      const set = events.slice(0, at).findLast(({ event }) => api.events.models.ParamsSet.is(event) && event.data.model.toHex() === model);
      return { block: next, version: set.event.data.paramsVersion.toNumber() };
    }
    if (Date.now() > deadline) throw new Failure(`Referendum ${index} was approved and is not enacted in time. It will be.`);
    await sleep(500);
  }
}

async function main() {
  const options = readArguments();
  const log = options.json ? () => {} : (line) => console.error(line);
  await cryptoWaitReady();
  const keyring = new Keyring({ type: 'sr25519' });
  let proposer, voters, delegator;
  try {
    if (options['suri-file']) {
      proposer = keyring.addFromUri(readFileSync(options['suri-file'], 'utf8').trim());
      [voters, delegator] = [[proposer], null];
    } else {
      proposer = keyring.addFromUri(options.suri);
      voters = options.voter.map((suri) => keyring.addFromUri(suri));
      delegator = keyring.addFromUri(options.delegator);
    }
  } catch (error) {
    throw new Failure(`A key can't be read: ${error.message}`, 2);
  }
  const deadline = Date.now() + Number(options.timeout) * 1000;
  const api = await connect(options.url);
  try {
    const model = await findModel(api, options.model);
    const track = findTrack(api, TRACK);
    // They hold from a height that must not have passed when they are enacted: after the longest that the vote can take.
    const { preparePeriod, decisionPeriod, confirmPeriod, minEnactmentPeriod } = track.info;
    const longest = [preparePeriod, decisionPeriod, confirmPeriod, minEnactmentPeriod].reduce((sum, it) => sum + it.toNumber(), 10);
    const height = (await activeHeight(api)) + longest;
    const before = await paramsAt(api, model.id, height);
    const floor = BigInt(options['price-floor']);
    if (before.params.priceFloor.toBigInt() === floor) {
      throw new Failure(`The price floor is ${floor} plancks already.`);
    }

    // All parameters are set at once: those that stay are as they are, or as they are decided to be.
    const params = { ...before.params.toJSON(), priceFloor: floor };
    const call = api.tx.models.setParams(model.id, params, height);
    const submitted = await submit(api, call, proposer);
    const { index } = submitted;
    log(`Referendum ${index} on track ${TRACK} (${track.id}) submitted in block ${submitted.block}.`);
    await send(api, api.tx.referenda.placeDecisionDeposit(index), proposer);
    log(`Decision deposit placed: ${track.info.decisionDeposit.toBigInt()} plancks.`);

    // One lets another vote, before or after that one has voted: the tally is the same.
    if (delegator) {
      const amount = await amountOf(api, delegator.address, options.amount);
      const delegate = api.tx.convictionVoting.delegate(track.id, voters[0].address, 'Locked1x', amount);
      await send(api, delegate, delegator);
      log(`${delegator.address} delegates ${amount} plancks to ${voters[0].address}.`);
    }
    await Promise.all(
      voters.map(async (voter) => {
        const balance = await amountOf(api, voter.address, options.amount);
        const vote = { aye: true, conviction: Number(options.conviction) };
        await send(api, api.tx.convictionVoting.vote(index, { Standard: { vote, balance } }), voter);
        log(`${voter.address} votes aye with ${balance} plancks, conviction ${options.conviction}.`);
      }),
    );

    const ended = await followReferendum(api, index, submitted.block, deadline, log);
    log(`Block ${ended.block}: ${ended.state}.`);
    if (ended.state !== 'Approved') {
      throw new Failure(`Referendum ${index} ended as ${ended.state}; the parameters stay as they are.`, 3);
    }
    const enacted = await followEnactment(api, index, model.id, ended.block, deadline);
    log(`Block ${enacted.block}: enacted, to hold from height ${height} on.`);
    // Heights stand still while the market is closed, so no block can be named in which that is.
    let after;
    for (;;) {
      after = await currentParams(await api.at(await api.rpc.chain.getFinalizedHead()), model.id);
      if (after.version === enacted.version) break;
      if (Date.now() > deadline) throw new Failure(`The parameters hold from height ${height} on, which has not come in time.`);
      await sleep(500);
    }
    log(`Parameters ${after.version} hold.`);

    // Deposits go back, and the preimage's as nothing needs it any more; votes keep tokens locked until the locks end.
    const refunds = [api.tx.referenda.refundDecisionDeposit(index), api.tx.referenda.refundSubmissionDeposit(index)];
    if (!submitted.noted) refunds.push(api.tx.preimage.unnotePreimage(submitted.hash));
    await send(api, api.tx.utility.batchAll(refunds), proposer);
    if (delegator) await send(api, api.tx.convictionVoting.undelegate(track.id), delegator);

    const { tally, whole } = ended;
    const figures = {
      referendum: index,
      state: ended.state,
      track: track.id,
      model: model.id,
      proposer: proposer.address,
      priceFloor: { before: before.params.priceFloor.toBigInt().toString(), after: after.params.priceFloor.toBigInt().toString() },
      paramsVersion: after.version,
      tally: { ayes: tally.ayes.toString(), nays: tally.nays.toString(), support: tally.support.toString() },
      approvalPercent: percent(tally.ayes, tally.ayes + tally.nays),
      supportPercent: percent(tally.support, whole),
      blocks: { submitted: submitted.block, approved: ended.block, enacted: enacted.block, effective: height },
    };
    if (options.json) {
      process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
    } else {
      const { priceFloor, approvalPercent, supportPercent, blocks } = figures;
      process.stdout.write(
        `Price floor ${priceFloor.before} -> ${priceFloor.after} plancks by referendum ${index}: approval ${approvalPercent} %, ` +
          `support ${supportPercent} %, submitted in block ${blocks.submitted}, enacted in block ${blocks.enacted}.\n`,
      );
    }
  } finally {
    await api.disconnect();
  }
}

run(main);
