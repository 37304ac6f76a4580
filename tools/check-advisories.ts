import { spawnSync } from 'node:child_process';
import { accepted } from './advisories/accepted.ts';
import { readAudit } from './advisories/read-audit.ts';

/**
 * `npm run advisories`: asks the registry what is known to be wrong with the packages we ship, and fails on what is high or
 * critical. Where it cannot be asked (no network, a mirror without advisories) it says loudly that nothing was checked; with
 * `--strict` that fails, too.
 */
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 60_000 });
const audit = readAudit(stdout, accepted, new Date().toISOString().slice(0, 10));
if (audit.kind === 'not_checked') {
  console.log(`NOT CHECKED against known vulnerabilities: ${audit.why.replace(/ https?:\S+/, '')}`);
  console.log('Run "npm run advisories" where the registry answers "npm audit".');
  process.exitCode = process.argv.includes('--strict') ? 1 : 0;
} else {
  for (const line of [...audit.serious, ...audit.others]) console.log(line);
  console.log(
    `Known vulnerabilities in what is shipped: ${audit.serious.length} serious, ${audit.others.length} others`,
  );
  process.exitCode = audit.serious.length > 0 ? 1 : 0;
}
