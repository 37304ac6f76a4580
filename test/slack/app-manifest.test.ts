import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appManifest, neededScopes, scopes } from '../../src/slack/app-manifest.ts';
import { someCommands } from './some-commands.ts';

/** The limits of manifest schema version 2 that concern us. */
const Manifest = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2), minor_version: z.int() }),
  display_information: z.strictObject({
    name: z.string().max(35),
    description: z.string().max(140),
    long_description: z.string().min(175).max(4000),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.record(z.string(), z.boolean()),
    bot_user: z.strictObject({ display_name: z.string().max(80), always_online: z.boolean() }),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\//).max(32),
          description: z.string().max(2000),
          usage_hint: z.string().max(1000),
          should_escape: z.literal(true),
          url: z.url().optional(),
        }),
      )
      .length(1),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()).max(255) }) }),
  settings: z.strictObject({
    interactivity: z.strictObject({
      is_enabled: z.literal(true),
      request_url: z.url().optional(),
      message_menu_options_url: z.url().optional(),
    }),
    event_subscriptions: z.strictObject({ request_url: z.url().optional(), bot_events: z.array(z.string()).max(100) }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

const options = { name: 'Assay', command: '/ami', commands: someCommands.values() };

describe('the manifest', () => {
  it('keeps the schema in both modes', () => {
    const socket = Manifest.parse(appManifest({ ...options, mode: 'socket' }));
    expect(socket.settings.socket_mode_enabled).toBe(true);
    expect(socket.features.slash_commands[0]?.url).toBeUndefined();
    const http = Manifest.parse(appManifest({ ...options, mode: 'http', url: 'https://assay.example/' }));
    expect(http.settings.interactivity.request_url).toBe('https://assay.example/slack/events');
    expect(http.settings.socket_mode_enabled).toBe(false);
  });

  it('names the verbs, as many as fit', () => {
    const hint = (commands: Iterable<never>) =>
      Manifest.parse(appManifest({ ...options, mode: 'socket', commands })).features.slash_commands[0]?.usage_hint;
    expect(hint(someCommands.values() as Iterable<never>)).toBe('help | create | reject | show | copy');
    const many = Array.from({ length: 300 }, (_, n) => ({ name: `command-${n}` }));
    expect(hint(many as never)?.length).toBeLessThanOrEqual(1000);
  });

  it('asks for no scope without a reason, and needs none it does not ask for', () => {
    expect(Object.values(scopes).every((why) => why.length > 10)).toBe(true);
    expect(neededScopes.every((scope) => scope in scopes)).toBe(true);
  });

  it('refuses HTTP without a public address', () => {
    expect(() => appManifest({ ...options, mode: 'http', url: 'http://inside' })).toThrow(/https/);
  });
});
