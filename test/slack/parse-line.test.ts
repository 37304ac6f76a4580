import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/outcome.ts';
import { usageLine } from '../../src/core/usage-line.ts';
import { parseLine, readLine } from '../../src/slack/command-text/parse-line.ts';
import { create, someCommands } from './some-commands.ts';

const inputOf = (text: string): unknown => parseLine(text, someCommands).input;

function refusal(text: string): UserError {
  try {
    parseLine(text, someCommands);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`“${text}” was accepted`);
}

describe('a typed line', () => {
  it.each([
    ['create i-1', { instance: 'i-1' }],
    ['  CREATE   i-1   web-1 ', { instance: 'i-1', name: 'web-1' }],
    ['create i-1 web server one', { instance: 'i-1', name: 'web server one' }],
    ['create i-1 "web server"', { instance: 'i-1', name: 'web server' }],
    ['create i-1 “web server”', { instance: 'i-1', name: 'web server' }],
    ['create i-1 „web server“', { instance: 'i-1', name: 'web server' }],
    ['create i-1 «web server»', { instance: 'i-1', name: 'web server' }],
    ['create i-1 ‘web server’', { instance: 'i-1', name: 'web server' }],
    ["create i-1 --reason 'don’t wait'", { instance: 'i-1', reason: 'don’t wait' }],
    ['create i-1 --reason "say \\"hi\\""', { instance: 'i-1', reason: 'say "hi"' }],
    ['create i-1 --no-reboot', { instance: 'i-1', noReboot: true }],
    ['create i-1 —no-reboot', { instance: 'i-1', noReboot: true }],
    ['create i-1 –No-Reboot', { instance: 'i-1', noReboot: true }],
    ['create --no-reboot=no i-1', { instance: 'i-1', noReboot: false }],
    ['create i-1 — dash', { instance: 'i-1', name: '— dash' }],
    ['create i-1 --size=5 --visibility SHARED', { instance: 'i-1', size: 5, visibility: 'shared' }],
    ['create i-1 --size -5', { instance: 'i-1', size: -5 }],
    ['create i-1 team=web env="blue green"', { instance: 'i-1', tags: { team: 'web', env: 'blue green' } }],
    ['create i-1 --tag a=b --tag c=', { instance: 'i-1', tags: { a: 'b', c: '' } }],
    ['create i-1 "a=b"', { instance: 'i-1', name: 'a=b' }],
    ['create i-1 __proto__=x', { instance: 'i-1', tags: Object.fromEntries([['__proto__', 'x']]) }],
    [
      'create i-1 --regions eu-west-1,us-east-1 --region x',
      { instance: 'i-1', regions: ['eu-west-1', 'us-east-1', 'x'] },
    ],
    ['copy ami-1 eu-west-1 us-west-2', { image: 'ami-1', regions: ['eu-west-1', 'us-west-2'] }],
    ['reject r-1 too risky\nfor a friday', { run: 'r-1', reason: 'too risky\nfor a friday' }],
    [
      'reject r-1 <@U1|rosa> in <#C2|> says <https://a.example/x?b=1&amp;c=2> &lt;no&gt;',
      {
        run: 'r-1',
        reason: 'U1 in C2 says https://a.example/x?b=1&c=2 <no>',
      },
    ],
    [
      'reject r-1 see <http://wiki.example|wiki.example> <!subteam^S9|@ops> <!here>',
      {
        run: 'r-1',
        reason: 'see wiki.example S9 @here',
      },
    ],
    ['create --help', { about: 'create' }],
  ])('%s', (text, input) => expect(inputOf(text)).toEqual(input));

  it.each([
    ['', 'Say what to do.', '/ami help'],
    ['craete i-1', 'Did you mean “create”?', '/ami help'],
    ['xyzzy', 'I do not know “xyzzy”.', '/ami help'],
    ['create', '“Instance” is missing.', 'Write: /ami create <instance> [name]'],
    ['create i-1 --no-rebot', 'Did you mean “--no-reboot”?', 'Write: /ami create'],
    ['create i-1 --size', '“--size” needs a value.', 'Write:'],
    ['create i-1 --size --no-reboot', '“--size” needs a value.', 'Write:'],
    ['create i-1 --size big', '“Size” is a number', 'Write:'],
    ['create i-1 --visibility shard', 'Did you mean “shared”?', 'private, shared'],
    ['create i-1 --size 1 --size 2', 'given twice', 'Write:'],
    ['create i-1 --tag nonsense', 'key=value', 'Write:'],
    ['create i-1 "open', 'never closed', 'Close it'],
    ['show ami-1 ami-2', 'I do not know what to do with “ami-2”.', 'Put quotes'],
    [`reject r-1 ${'x'.repeat(3000)}`, 'a line may have 3000', 'form'],
  ])('refuses “%s”', (text, message, hint) => {
    const error = refusal(text);
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  it('says which needed fields are missing, so that a form can ask for them', () => {
    const { input, missing } = readLine('reject r-1', someCommands);
    expect(input).toEqual({ run: 'r-1' });
    expect(missing.map((field) => field.name)).toEqual(['reason']);
  });

  it('writes its usage from the fields', () => {
    expect(usageLine(create, '/image')).toBe(
      '/image create <instance> [name] [--no-reboot] [--size <size>] [--visibility private|shared] [--regions <regions>] [--reason <reason>] [key=value …]',
    );
  });

  it('throws nothing but UserError, whatever is typed', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'create',
        'reject',
        'copy',
        '--',
        '—',
        '"',
        "'",
        '“',
        '’',
        '=',
        '<@U',
        '>',
        '&lt;',
        '--tag',
        '\n',
        '--no-',
        '--size',
        '\\',
        '<https://',
        '|',
      ),
      fc.string({ maxLength: 12, unit: 'binary' }),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (pieces, spaced) => {
        try {
          parseLine(pieces.join(spaced ? ' ' : ''), someCommands);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
