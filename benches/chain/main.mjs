// node main.mjs NODE [--quick]: runs the chain benchmarks and prints a table. See scripts/bench-chain.sh.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { log } from './lib.mjs';
import { costsWithSlots } from './slots.mjs';
import { throughput } from './throughput.mjs';

const [program, flag] = process.argv.slice(2);
if (!program || (flag && flag !== '--quick')) {
  console.error('usage: node main.mjs NODE [--quick]');
  process.exit(2);
}
const quick = flag === '--quick';
const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

const { slot, moved, lived } = await throughput(program, folder, {
  transfers: quick ? 1_500 : 8_000,
  taskBlocks: quick ? 5 : 30,
});
log(JSON.stringify({ moved, lived }));
const sizes = [10, 1_002, quick ? 10_010 : 100_010];
const costs = await costsWithSlots(program, folder, { sizes, rounds: quick ? 5 : 31 });
log(JSON.stringify(costs));

const version = execFileSync(program, ['--version']).toString().trim();
const percent = (part) => `${(100 * part).toFixed(1)} %`;
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);
console.log(`Measured on ${cpus().length} × ${cpus()[0].model.trim()}, ${version}, ParityDB, one validator, ${new Date().toISOString().slice(0, 10)}.\n`);
row('', 'per second', 'of the normal weight', 'of the block', 'blocks');
row('---', '--:', '--:', '--:', '--:');
for (const [name, it] of [['transfers', moved], ['full lives of tasks', lived]]) {
  row(name, it.perSecond.toFixed(1), percent(it.normal), percent(it.block), it.blocks);
}
console.log(`\nA block every ${slot} s.\n`);
row('ready slots', 'ms per task, posting and assignment', 'against the first', 'rounds', 'ms per empty block');
row('--:', '--:', '--:', '--:', '--:');
for (const cost of costs) {
  row(cost.slots.toLocaleString('en'), cost.perTask.toFixed(3), (cost.perTask / costs[0].perTask).toFixed(2), cost.rounds, cost.idle.toFixed(2));
}
process.exit(0);
