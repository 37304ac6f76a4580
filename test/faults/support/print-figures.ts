import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { Figure, Passage } from './figures.ts';

type Fault = 'lost' | 'repeated' | 'halfDone' | 'wrong';

const sum = (of: readonly Figure[], key: Fault): number => of.reduce((total, figure) => total + figure[key], 0);

function row(name: string, of: readonly Figure[]): string {
  const killed = of.filter(({ moment }) => moment.startsWith('killed')).length;
  const refused = of.filter(({ moment }) => moment === 'refused').length;
  const cancelled = of.length - killed - refused;
  const pauses = of.flatMap(({ pauseMs }) => pauseMs ?? []).toSorted((a, b) => a - b);
  const middle = pauses[Math.floor(pauses.length / 2)];
  const pause = middle === undefined ? '-' : `${(middle / 1000).toFixed(1)} s`;
  const faults = (['lost', 'repeated', 'halfDone', 'wrong'] as const).map((key) => sum(of, key));
  const numbers = [killed, refused, cancelled, ...faults];
  const minutes = (of.reduce((total, { tookMs }) => total + tookMs, 0) / 60_000).toFixed(1);
  const words = [...numbers.map(String), pause, minutes];
  return [name.padEnd(50), ...words.map((word) => word.padStart(10))].join('');
}

/** Moments at which processes were killed, by what they were about to write or had written. */
function kills(all: readonly Figure[]): readonly string[] {
  const killed = all.filter(({ moment }) => moment.startsWith('killed'));
  const head = ['points', 'not come', 'lost', 'repeated', 'half done', 'wrong card'];
  const places = [...new Set(killed.map(({ kind, role }) => `${kind} ${role}`))].toSorted();
  const rows = places.map((place) => {
    const of = killed.filter(({ kind, role }) => `${kind} ${role}` === place);
    const [kind, role] = place.split(' ');
    const faults = (['lost', 'repeated', 'halfDone', 'wrong'] as const).map((key) => sum(of, key));
    const numbers = [of.length, of.filter(({ reached }) => !reached).length, ...faults];
    return [`kill -9 of a ${role} at ${kind}`.padEnd(50), ...numbers.map((word) => String(word).padStart(12))].join('');
  });
  return [['\n', ''.padEnd(50), ...head.map((word) => word.padStart(12))].join(''), ...rows];
}

/** What there was to be played at Redis and Slack, and how much of it was. */
function passages(all: readonly Passage[], played: readonly Figure[]): readonly string[] {
  const line = (name: string, words: readonly (string | number)[]): string =>
    [name.padEnd(50), ...words.map((word) => String(word).padStart(12))].join('');
  const rows = all.map(({ name, seen, points }) => {
    const of = played.filter((figure) => figure.name === name && figure.kind !== 'aws');
    return line(name, [seen, points, of.length, of.filter(({ reached }) => reached).length]);
  });
  return ['\n', line('at Redis and Slack', ['moments', 'of a kind', 'played', 'came']), ...rows];
}

/** Prints what was done to whom, after the last file. */
export function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'assay-faults-'));
  const path = join(folder, 'figures.jsonl');
  writeFileSync(path, '');
  project.provide('figures', path);
  return () => {
    const lines = readFileSync(path, 'utf8').trim().split('\n').filter(Boolean);
    const noted = lines.map((line) => JSON.parse(line) as Figure | Passage);
    const all = noted.filter((one) => 'kind' in one);
    rmSync(folder, { recursive: true });
    const names = [...new Set(all.map(({ name }) => name))].toSorted();
    const head = ['killed', 'refused', 'cancelled', 'lost', 'repeated', 'half done', 'wrong', 'pause', 'minutes']
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
    for (const line of kills(all)) console.log(line);
    const passed = noted.filter((one) => 'seen' in one);
    for (const line of passages(passed, all)) console.log(line);
  };
}
