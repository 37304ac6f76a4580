import { parseArgs } from 'node:util';
import { demandPort } from './demand-port.ts';
import { openPage } from './open-page.ts';
import { type SandboxOptions, startSandbox } from './start-sandbox.ts';
import { playStory } from './story/play.ts';

const usage = `npm run sandbox -- [options]

  --play            play the main job unattended, and exit 0 only if all of it happened
  --mode http       signed HTTP instead of Socket Mode
  --workers N       one bot and N workers as processes of their own, instead of one process
  --built           run dist/ (after npm run build) instead of the sources
  --port N          port of the page (default 4000)
  --pace SECONDS    how long an AMI takes (default 8, with --play 5)
  --log LEVEL       what the program logs: silent, warn, info, debug (default warn)`;

function readOptions() {
  try {
    return parseArgs({
      options: {
        play: { type: 'boolean', default: false },
        mode: { type: 'string', default: 'socket' },
        workers: { type: 'string' },
        built: { type: 'boolean', default: false },
        port: { type: 'string', default: '4000' },
        pace: { type: 'string' },
        log: { type: 'string', default: 'warn' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

/** A number from a flag, or one clear sentence. */
function number(text: string, flag: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  console.error(`--${flag} needs a number, not "${text}".\n\n${usage}`);
  process.exit(2);
}

const options = readOptions();
if (options.help) {
  console.log(usage);
  process.exit(0);
}
if (options.mode !== 'socket' && options.mode !== 'http') {
  console.error(`--mode is socket or http, not "${options.mode}".`);
  process.exit(2);
}
const say = (line: string): void => console.log(line);
// Cards are edited at most every three seconds, as Slack's limits want it: progress needs some seconds to be seen.
const pace = options.pace ? number(options.pace, 'pace') : options.play ? 5 : 8;
const how: SandboxOptions = {
  mode: options.mode,
  processes: options.workers ? { workers: number(options.workers, 'workers') } : 'all',
  program: options.built ? 'built' : 'source',
  paceMs: pace * 1000,
  grace: options.play ? '2s' : '5s',
  ...(options.play ? {} : { digestAfterMs: 60_000 }),
  logLevel: options.log,
  say,
};

async function main(): Promise<number> {
  const port = number(options.port, 'port');
  if (!options.play) await demandPort(port);
  say('Starting Redis, a fake Slack, a fake AWS, and Assay …');
  const sandbox = await startSandbox(how);
  const processes = sandbox.processes.map((process) => `${process.role} (pid ${process.child.pid})`).join(', ');
  try {
    if (options.play) {
      await playStory(sandbox, say);
      say('\nAll of it happened.');
      return 0;
    }
    const page = await openPage(sandbox, port);
    say(
      `\nAssay runs: ${processes}\nOpen ${page.url} and be Rosa, Ada or Ben. Within two minutes #prod-alerts gets the digest of the day. Ctrl+C ends everything.`,
    );
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    say('\nStopping …');
    await page.close();
    return 0;
  } catch (error) {
    say(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
    for (const process of sandbox.processes) say(`\nThe last words of ${process.role}:\n${process.log().slice(-4000)}`);
    return 1;
  } finally {
    await sandbox.stop();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  // Nothing half started stays: startSandbox has stopped what it began.
  console.error(`\nThe sandbox could not start: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
});
