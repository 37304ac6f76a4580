import { parseArgs } from 'node:util';
import { StartError } from '../compose/start-error.ts';
import { version } from '../compose/version.ts';
import { ConfigError } from '../config/problem.ts';
import { nearest } from '../core/nearest.ts';
import { UserError } from '../core/outcome.ts';
import { verbs } from './verbs.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const usage = (): string =>
  [
    'assay <command> [options]',
    '',
    ...Object.entries(verbs).map(([name, verb]) => `  ${name.padEnd(10)} ${verb.summary}`),
    '',
    '  --help     this, or help of a command',
    '  --version',
  ].join('\n');

/** One sentence for the person at the terminal; a stack only for what is our own mistake. */
function explain(error: unknown, environment: Environment): string {
  if (error instanceof ConfigError)
    return `The configuration is wrong:\n${error.problems.map(({ where, what }) => `  ${where}: ${what}`).join('\n')}`;
  if (error instanceof StartError) return error.message;
  if (error instanceof UserError) return [error.message, error.hint].filter(Boolean).join(' ');
  const message = error instanceof Error ? error.message : String(error);
  const stack = environment['ASSAY_LOG_LEVEL'] === 'debug' && error instanceof Error ? `\n${error.stack}` : '';
  return `Something is wrong with Assay itself: ${message}. Set ASSAY_LOG_LEVEL=debug for the details and report them.${stack}`;
}

/**
 * The program's command line.
 * @returns the exit code: 0 done, 1 it did not work, 2 asked wrongly
 */
export async function commandLine(words: readonly string[], environment: Environment): Promise<number> {
  const [name, ...rest] = words;
  if (name === '--version' || name === '-v') {
    console.log(version);
    return 0;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(usage());
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!entry) {
    const meant = nearest(name, Object.keys(verbs));
    console.error(`assay: there is no command "${name}".${meant ? ` Did you mean "${meant}"?` : ''}\n\n${usage()}`);
    return 2;
  }
  const verb = await entry.load();
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({
      args: [...rest],
      options: { ...verb.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    // Node's own sentence names the flag; its advice about "--" is of no use here.
    console.error(`assay ${name}: ${(error as Error).message.split('. ')[0]}.\n\n${verb.usage}`);
    return 2;
  }
  if (parsed.values['help']) {
    console.log(verb.usage);
    return 0;
  }
  try {
    return await verb.run({ values: parsed.values, positionals: parsed.positionals, environment });
  } catch (error) {
    console.error(explain(error, environment));
    return 1;
  }
}
