// Does for the tests in Rust what polkadot.js is for: signs and sends calls, reads storage, events and authors of blocks.
//
// Reads one JSON request per line, `{"id", "do", …}`, and answers each with a line: `{"id", "ok"}` or `{"id", "error"}`.
// Ends with its standard input. Amounts are numbers, or text where a number would lose digits.

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

// polkadot.js says there that the runtime was upgraded; standard output is for answers.
console.log = console.error;

const require = createRequire(new URL('../../examples/polkadot-js/', import.meta.url));
const { ApiPromise, Keyring, WsProvider } = require('@polkadot/api');
const { cryptoWaitReady } = require('@polkadot/util-crypto');

const plain = (value) => value.toPrimitive(true);

await cryptoWaitReady();
const keyring = new Keyring({ type: 'sr25519' });
const api = await ApiPromise.create({ provider: new WsProvider(process.argv[2], 500), noInitWarn: true });

/** Hash of a block by its number; of the best one without. */
const hashOf = (block) => (block === undefined ? api.rpc.chain.getBlockHash() : api.rpc.chain.getBlockHash(block));

/** What is under a dotted name, for example `tokenStaking.bond`. */
function find(root, name) {
  const found = name.split('.').reduce((at, part) => at?.[part], root);
  if (found === undefined) throw new Error(`this chain has no ${name}`);
  return found;
}

function describe({ event }) {
  const data = {};
  event.data.forEach((value, index) => (data[event.data.names?.[index] ?? index] = plain(value)));
  return { name: `${event.section}.${event.method}`, data };
}

function explain(dispatchError) {
  if (!dispatchError.isModule) return dispatchError.toString();
  const { section, name } = api.registry.findMetaError(dispatchError.asModule);
  return `${section}.${name}`;
}

/**
 * Signs and sends a call. Answers when its block is final: of a network of several nodes another block may take its place
 * before, the call waits again, and the next one of the same account has a number that is taken.
 */
function send(call, signer) {
  return new Promise((resolve, reject) => {
    call
      .signAndSend(signer, { nonce: -1 }, ({ status, dispatchError, events }) => {
        if (status.isFinalized) {
          if (dispatchError) reject(new Error(explain(dispatchError)));
          else resolve({ block: status.asFinalized.toHex(), events: events.map(describe) });
        } else if (status.isInvalid || status.isDropped || status.isUsurped) {
          reject(new Error(`the transaction is ${status.type}`));
        }
      })
      .catch(reject);
  });
}

const requests = {
  address: ({ suri }) => keyring.addFromUri(suri).address,
  send: ({ suri, call, args }) => send(find(api.tx, call)(...args), keyring.addFromUri(suri)),
  /** One call several times, all or none. */
  sendBatch: ({ suri, call, args }) =>
    send(api.tx.utility.batchAll(args.map((of) => find(api.tx, call)(...of))), keyring.addFromUri(suri)),
  /** A call that is encoded already. */
  sendEncoded: ({ suri, call }) => send(api.tx(api.createType('Call', call)), keyring.addFromUri(suri)),
  /** A call, encoded, for others to make. */
  encode: ({ call, args }) => find(api.tx, call)(...args).method.toHex(),
  /** Name of an error that is part of an event. */
  explain: ({ error }) => explain(api.createType('DispatchError', error)),
  /** All calls there are, as the metadata describes them. */
  calls: () =>
    api.runtimeMetadata.asLatest.pallets
      .filter(({ calls }) => calls.isSome)
      .flatMap(({ name: pallet, calls }) =>
        api.registry.lookup.getSiType(calls.unwrap().type).def.asVariant.variants.map(({ name, fields, docs }) => ({
          pallet: pallet.toString(),
          name: name.toString(),
          args: fields.map((field) => field.name.unwrap().toString()),
          docs: docs.join(' '),
        })),
      ),
  query: async ({ name, args, block }) => plain(await find((await api.at(await hashOf(block))).query, name)(...args)),
  call: async ({ name, args, block }) => plain(await find((await api.at(await hashOf(block))).call, name)(...args)),
  events: async ({ block }) => (await (await api.at(await hashOf(block))).query.system.events()).map(describe),
  author: async ({ block }) => plain((await api.derive.chain.getHeader(await hashOf(block))).author),
};

async function answer({ id, do: name, ...request }) {
  try {
    return { id, ok: (await requests[name](request)) ?? null };
  } catch (error) {
    return { id, error: error.message };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
process.exit(0);
