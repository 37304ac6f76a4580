import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { Figure } from './figures.ts';

const sum = (of: readonly Figure[], key: 'lost' | 'repeated' | 'wrong'): number =>
  of.reduce((total, figure) => total + figure[key], 0);

function row(name: string, of: readonly Figure[]): string {
  const killed = of.filter(({ moment }) => moment.startsWith('killed')).length;
  const refused = of.filter(({ moment }) => moment === 'refused').length;
  const cancelled = of.length - killed - refused;
  const pauses = of.flatMap(({ pauseMs }) => pauseMs ?? []).toSorted((a, b) => a - b);
  const middle = pauses[Math.floor(pauses.length / 2)];
  const pause = middle === undefined ? '-' : `${(middle / 1000).toFixed(1)} s`;
  const numbers = [killed, refused, cancelled, sum(of, 'lost'), sum(of, 'repeated'), sum(of, 'wrong')];
  const minutes = (of.reduce((total, { tookMs }) => total + tookMs, 0) / 60_000).toFixed(1);
  const words = [...numbers.map(String), pause, minutes];
  return [name.padEnd(50), ...words.map((word) => word.padStart(10))].join('');
}

/** Prints what was done to whom, after the last file. */
export function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'assay-faults-'));
  const path = join(folder, 'figures.jsonl');
  writeFileSync(path, '');
  project.provide('figures', path);
  return () => {
    const lines = readFileSync(path, 'utf8').trim().split('\n').filter(Boolean);
    const all = lines.map((line) => JSON.parse(line) as Figure);
    rmSync(folder, { recursive: true });
    const names = [...new Set(all.map(({ name }) => name))].toSorted();
    const head = ['killed', 'refused', 'cancelled', 'lost', 'repeated', 'wrong', 'pause', 'minutes']
      .map((word) => word.padStart(10))
      .join('');
    console.log(`\n${''.padEnd(50)}${head}`);
    for (const name of names)
      console.log(
        row(
          name,
          all.filter((figure) => figure.name === name),
        ),
      );
    console.log(row('all', all));
  };
}
