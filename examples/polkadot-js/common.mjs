// What the examples share: connecting, finding a model, sending a call, ending with a text and an exit code.

import { ApiPromise, WsProvider } from '@polkadot/api';
import { u8aToString } from '@polkadot/util';

/** Why a program ends early. Exit codes: 1 for what went wrong on the way, 2 for wrong arguments; each example has its own 3. */
export class Failure extends Error {
  constructor(message, code = 1) {
    super(message);
    this.code = code;
  }
}

/** Connects once. The library's own retries would hide that no node is there. */
export async function connect(url) {
  const provider = new WsProvider(url, false, {}, 20_000);
  try {
    await new Promise((resolve, reject) => {
      provider.on('connected', resolve);
      provider.on('error', () => reject(new Error('no connection')));
      provider.on('disconnected', () => reject(new Error('no connection')));
      provider.connect().catch(reject);
      setTimeout(() => reject(new Error('no answer in 10 seconds')), 10_000).unref();
    });
  } catch (error) {
    await provider.disconnect().catch(() => {});
    throw new Failure(`No node answers at ${url} (${error.message}). Start one with \`assay-node --dev\`, or name another with --url.`);
  }
  return ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true });
}

export const nameOf = (record) => u8aToString(record.manifest.name.toU8a(true));

export const takesTasks = ({ record }) => record.status.isAdmitted;

/**
 * A model by identifier, by name, or the only one that takes tasks. Anyone can register one under a name that another has: the one
 * that takes tasks, which token holders have admitted, comes before those.
 */
export async function findModel(api, wanted) {
  const views = await api.call.assayApi.models();
  const models = views.map((record) => ({ id: record.id.toHex(), record }));
  const list = (some) => some.map(({ id, record }) => `  ${id}  ${nameOf(record)}  (${record.status})`).join('\n') || '  none';
  let matches = wanted
    ? models.filter(({ id, record }) => id === wanted.toLowerCase() || nameOf(record) === wanted)
    : models.filter(takesTasks);
  if (matches.length > 1 && matches.some(takesTasks)) matches = matches.filter(takesTasks);
  if (matches.length === 0) throw new Failure(`Unknown model${wanted ? ` "${wanted}"` : ''}. Models of this chain:\n${list(models)}`);
  if (matches.length > 1) throw new Failure(`Several models fit. Name one by its identifier with --model:\n${list(matches)}`);
  return matches[0];
}

/** Text of an error of the chain. */
export function explain(api, dispatchError) {
  if (!dispatchError.isModule) return dispatchError.toString();
  const { section, name, docs } = api.registry.findMetaError(dispatchError.asModule);
  return `${section}.${name}: ${docs.join(' ')}`;
}

/** Signs and sends a call; resolves once it is in a block, with its events. */
export function send(api, call, signer) {
  return new Promise((resolve, reject) => {
    let unsubscribe = () => {};
    call
      .signAndSend(signer, { nonce: -1 }, ({ status, dispatchError, events }) => {
        if (status.isInBlock) {
          unsubscribe();
          if (dispatchError) reject(new Failure(`The chain refused ${call.method.section}.${call.method.method}. ${explain(api, dispatchError)}`));
          else resolve({ hash: status.asInBlock.toHex(), events });
        } else if (status.isInvalid || status.isDropped || status.isUsurped) {
          unsubscribe();
          reject(new Failure(`The node dropped the transaction: ${status.type}.`));
        }
      })
      .then((stop) => (unsubscribe = stop))
      .catch((error) => reject(new Failure(`The node refused the transaction. ${error.message}`)));
  });
}

/** Runs a program to its end. `main` may return an exit code. */
export function run(main) {
  main().then(
    (code) => process.exit(code ?? 0),
    (error) => {
      console.error(error instanceof Failure ? error.message : `Unexpected: ${error.stack ?? error}`);
      process.exit(error instanceof Failure ? error.code : 1);
    },
  );
}
