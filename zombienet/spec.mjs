#!/usr/bin/env node
// Makes the chain specification of a network of development accounts: so many validators, workers if wanted, and any
// other change to the genesis. `node spec.mjs --help` lists the options; docs/run-a-network.md says how to make one for
// a network of one's own.

import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const ASY = 1_000_000_000_000;
/** Validators in the order in which they are taken. Their accounts own a million ASY each. */
const NAMES = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'];
/** What each validator and worker stakes of it, in plancks. */
const STAKE = 10_000 * ASY;

const USAGE = `Usage: node spec.mjs [options] FILE

Writes a raw chain specification to FILE.

  --node PROGRAM     the node  [assay-node]
  --validators N     the first N of ${NAMES.join(', ')}: stash and session keys are those of //NAME  [2]
  --worker NAME      registers //NAME as a worker, for which //NAME//operator acts; may be repeated
  --patch JSON       changes to the genesis, for example {"network":{"numbers":{"slotMillis":1000}}}
  --plain            write a specification that people can read, not a raw one
  --help             print this
`;

function readArguments() {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        node: { type: 'string', default: 'assay-node' },
        validators: { type: 'string', default: '2' },
        worker: { type: 'string', multiple: true, default: [] },
        patch: { type: 'string', default: '{}' },
        plain: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    fail(`${error.message}\n\n${USAGE}`);
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  const count = Number(values.validators);
  if (!(Number.isInteger(count) && count >= 1 && count <= NAMES.length)) {
    fail(`--validators takes a number from 1 to ${NAMES.length}, not "${values.validators}".`);
  }
  if (positionals.length !== 1) fail(`Name one file to write.\n\n${USAGE}`);
  let patch;
  try {
    patch = JSON.parse(values.patch);
  } catch (error) {
    fail(`--patch takes JSON: ${error.message}`);
  }
  return { ...values, count, patch, file: positionals[0] };
}

/** What the user has to put right. */
class Failure extends Error {}

function fail(text) {
  throw new Failure(text);
}

/** What the node prints. */
function run(node, ...args) {
  try {
    return execFileSync(node, args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (error.code === 'ENOENT') return fail(`There is no program "${node}". Name the node with --node, or put its folder on PATH.`);
    // What the runtime says about a genesis comes first. The error follows, with a trace or the whole genesis.
    const lines = (error.stderr ?? '').split('\n');
    const last = lines.findIndex((line) => line.startsWith('Error'));
    const reason = lines.slice(0, last + 1).join('\n').trim();
    return fail(`${node} ${args[0]} failed: ${reason || error.message}`);
  }
}

/** Address of a secret URI. */
const address = (node, suri, scheme) =>
  JSON.parse(run(node, 'key', 'inspect', '--scheme', scheme, '--output-type', 'json', suri)).ss58Address;

/** Changes `base` by what `patch` names. Lists and values replace what was there. */
function merge(base, patch) {
  for (const [name, value] of Object.entries(patch)) {
    const nested = (it) => it !== null && typeof it === 'object' && !Array.isArray(it);
    if (nested(value) && nested(base[name])) merge(base[name], value);
    else base[name] = value;
  }
  return base;
}

function main() {
  const { node, count, worker, patch, plain, file } = readArguments();
  const spec = JSON.parse(run(node, 'export-chain-spec', '--chain', 'local'));
  const genesis = spec.genesis.runtimeGenesis.patch;
  const validators = NAMES.slice(0, count).map((name) => {
    const [sr25519, ed25519] = ['sr25519', 'ed25519'].map((scheme) => address(node, `//${name}`, scheme));
    return { stash: sr25519, keys: { babe: sr25519, grandpa: ed25519, authority_discovery: sr25519 } };
  });
  genesis.session = { keys: validators.map(({ stash, keys }) => [stash, stash, keys]) };
  genesis.tokenStaking = {
    validators: validators.map(({ stash }) => [stash, STAKE]),
    workers: worker.map((name) => [
      address(node, `//${name}`, 'sr25519'),
      address(node, `//${name}//operator`, 'sr25519'),
      STAKE,
    ]),
  };
  merge(genesis, patch);

  const text = JSON.stringify(spec, null, 2);
  if (plain) {
    writeFileSync(file, text);
    return;
  }
  // The node builds the state of the genesis from the readable file: what can't be a genesis shows here.
  const scratch = `${file}.plain`;
  writeFileSync(scratch, text);
  try {
    writeFileSync(file, run(node, 'export-chain-spec', '--raw', '--chain', scratch));
  } finally {
    rmSync(scratch);
  }
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Failure ? error.message : error.stack}\n`);
  process.exitCode = error instanceof Failure ? 2 : 1;
}
