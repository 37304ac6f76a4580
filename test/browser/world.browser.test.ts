import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../../sandbox/world/start-world.ts';
import { DemoWorld } from './demo-world/demo-world.ts';

let demo: DemoWorld;
let world: World;

beforeEach(async () => {
  demo = new DemoWorld();
  world = await startWorld(demo.worldOptions());
});
afterEach(() => world.close());

describe('the page server', () => {
  it('answers only loopback names and JSON', async () => {
    const { port } = new URL(world.url);
    const status = (headers: Record<string, string>, method = 'GET', path = '/') =>
      new Promise<number | undefined>((resolve, reject) => {
        const call = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        call.on('error', reject).end(method === 'POST' ? '{}' : undefined);
      });
    expect(await status({ host: `localhost:${port}` })).toBe(200);
    expect(await status({ host: 'evil.example' })).toBe(403);
    expect(await status({ origin: 'http://evil.example' })).toBe(403);
    const post = (type: string) => status({ 'content-type': type }, 'POST', '/world/slack/state');
    expect(await post('text/plain')).toBe(415);
    expect(await post('application/json')).toBe(400);
    expect(await status({ 'content-type': 'application/json' }, 'POST', '/world/slack/constructor')).toBe(404);
  });

  it('says in one sentence that its port is taken', async () => {
    const port = Number(new URL(world.url).port);
    await expect(startWorld({ ...demo.worldOptions(), port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
  });
});
