import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/config/read-environment.ts';
import { readFile } from '../../src/config/read-file.ts';
import { redisAddress } from '../../src/config/redis-address.ts';
import { loadExample } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-ca-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What file and environment together say of Redis. */
function addressOf(yaml: string, environment: Readonly<Record<string, string>> = {}) {
  const read = readFile(`${loadExample()}\n${yaml}\n`, 'assay.yaml');
  const secrets = readEnvironment({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', ...environment }, 'socket');
  if ('problems' in read || 'problems' in secrets) throw new Error('the sample is wrong');
  return redisAddress(read.file, secrets.secrets);
}

describe('where Redis is', () => {
  it('is one address, unless the file says otherwise', () => {
    expect(addressOf('')).toEqual({ redis: { url: 'redis://127.0.0.1:6379' } });
  });

  it('is behind Sentinels with a password of their own', () => {
    const yaml = 'redis: { sentinel: { name: mymaster, nodes: ["sentinel-1:26379", "[fd00::1]:26380"] } }';
    expect(addressOf(yaml, { REDIS_SENTINEL_PASSWORD: 'theirs', REDIS_URL: 'rediss://u:p@any/2' })).toEqual({
      redis: {
        url: 'rediss://u:p@any/2',
        sentinel: {
          name: 'mymaster',
          nodes: [
            { host: 'sentinel-1', port: 26379 },
            { host: 'fd00::1', port: 26380 },
          ],
          password: 'theirs',
        },
      },
    });
  });

  it('is a cluster over TLS, the CA read from its file', () => {
    const ca = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    writeFileSync(join(folder, 'ca.pem'), ca);
    const yaml = `redis: { cluster: ["a:1"], tls: { ca: "${join(folder, 'ca.pem')}", servername: redis.internal } }`;
    expect(addressOf(yaml)).toMatchObject({
      redis: { cluster: [{ host: 'a', port: 1 }], tls: { ca, servername: 'redis.internal' } },
    });
  });

  it('is told wrongly: every problem at its place, never with a value', () => {
    writeFileSync(join(folder, 'no.pem'), 'secret-of-somebody');
    const yaml = `redis: { cluster: ["a:1"], tls: { ca: "${join(folder, 'no.pem')}" } }`;
    const wrong = addressOf(yaml, { REDIS_URL: 'redis://:hidden@a/3', REDIS_SENTINEL_PASSWORD: 'theirs-alone' });
    expect(wrong).toEqual({
      problems: [
        { where: 'redis.tls.ca', what: expect.stringContaining('no certificate in it') },
        { where: 'environment REDIS_URL', what: expect.stringContaining('one database only') },
        { where: 'environment REDIS_SENTINEL_PASSWORD', what: expect.stringContaining('redis.sentinel names none') },
      ],
    });
    expect(JSON.stringify(wrong)).not.toMatch(/secret-of-somebody|hidden|theirs-alone/);
    expect(addressOf('redis: { tls: { ca: /nowhere/ca.pem } }')).toEqual({
      problems: [{ where: 'redis.tls.ca', what: 'cannot be read (ENOENT)' }],
    });
  });
});
