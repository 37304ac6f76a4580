import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { containerImage } from '../../sandbox/redis/find-redis.ts';
import { ConfigFile } from '../../src/config/schema.ts';
import { healthPath, readyPath } from '../../src/http/health.ts';
import { projectPaths, projectRoot } from '../../tools/house/project-files.ts';

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly bin: { readonly assay: string };
  readonly scripts: Readonly<Record<string, string>>;
};
const image = `assay:${manifest.version}`;

/** Instructions with continued lines joined; comments left out. */
const instructions = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line.trim() !== '');
const stages = instructions.reduce<string[][]>((all, line) => {
  if (line.startsWith('FROM ')) all.push([]);
  all.at(-1)?.push(line);
  return all;
}, []);
const last = stages.at(-1) ?? [];
const argumentsOf = (instruction: string): unknown =>
  JSON.parse(last.find((line) => line.startsWith(`${instruction} `))?.slice(instruction.length + 1) ?? 'null');

test('both stages stand on one pinned Node that package.json accepts', () => {
  const bases = stages.map(([from = '']) => from.split(' ')[1]);
  expect(bases).toHaveLength(2);
  expect(new Set(bases)).toEqual(new Set(['node:24-bookworm-slim']));
  const oldest = Number(/^>=(\d+)/.exec(manifest.engines.node)?.[1]);
  expect(24).toBeGreaterThanOrEqual(oldest);
});

test('the image installs by the lock file, builds with a script that exists, and drops what only building needs', () => {
  const build = (stages[0] ?? []).join('\n');
  expect(build).toContain('npm ci');
  for (const [, script = ''] of build.matchAll(/npm run ([\w:]+)/g)) expect(manifest.scripts).toHaveProperty(script);
  expect(build).toMatch(/npm run build[^\n]*npm prune --omit=dev/);
});

test('the last stage holds the built program, production dependencies, and nothing else', () => {
  const copies = last.filter((line) => line.startsWith('COPY '));
  expect(copies).toEqual([
    'COPY --from=build /build/node_modules ./node_modules',
    'COPY --from=build /build/dist ./dist',
    'COPY package.json LICENSE ./',
  ]);
  expect(last.filter((line) => line.startsWith('RUN '))).toEqual([]);
  expect(last).toContain('ENV NODE_ENV=production');
});

test('it runs as a user with a number, after all files were copied', () => {
  const user = last.findIndex((line) => line.startsWith('USER '));
  expect(last[user]).toMatch(/^USER [1-9]\d{3,}:[1-9]\d{3,}$/);
  expect(user).toBeGreaterThan(last.findLastIndex((line) => line.startsWith('COPY ')));
});

test('node itself is process 1 and starts the program of package.json', () => {
  expect(argumentsOf('ENTRYPOINT')).toEqual(['node', manifest.bin.assay]);
  expect(argumentsOf('CMD')).toEqual(['start']);
});

test('health is asked for where the program answers', () => {
  const { port } = ConfigFile.shape.http.parse(undefined);
  expect(last.find((line) => line.startsWith('HEALTHCHECK '))).toContain(`http://127.0.0.1:${port}${healthPath}`);
});

test('the build context is a list of what is needed, without secrets', () => {
  const lines = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines[0]).toBe('*');
  const allowed = lines.slice(1).map((line) => line.replace(/^!/, ''));
  const fromContext = instructions
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));
  expect(new Set(fromContext.map((path) => path.replace('./', '')))).toEqual(new Set(allowed));
});

interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly ports?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly deploy?: { readonly replicas: number };
  readonly networks?: readonly string[];
}
const compose = parse(read('deploy/compose/compose.yaml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
};

test('compose runs one bot and two workers of this version, each with its role and the mounted configuration', () => {
  const { bot, worker } = compose.services;
  expect(bot).toMatchObject({ image, command: ['start', '--role', 'bot'] });
  expect(worker).toMatchObject({ image, command: ['start', '--role', 'worker'], deploy: { replicas: 2 } });
  for (const service of [bot, worker]) {
    const path = service?.environment?.['ASSAY_CONFIG'] ?? 'none';
    expect(service?.volumes).toContain(`./assay.yaml:${path}:ro`);
  }
});

test('compose publishes nothing beyond loopback and locks every container down', () => {
  for (const [name, service] of Object.entries(compose.services)) {
    expect(
      (service.ports ?? []).filter((port) => !port.startsWith('127.0.0.1:')),
      name,
    ).toEqual([]);
    expect(service, name).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    expect(service.image, name).toMatch(/:\d/);
  }
});

test("compose's database keeps what it is told, evicts nothing, and is out of reach", () => {
  const { valkey } = compose.services;
  expect(valkey?.image).toBe(containerImage);
  const command = valkey?.command.join(' ');
  expect(command).toContain('--appendonly yes --appendfsync everysec');
  expect(command).toContain('--maxmemory-policy noeviction');
  expect(valkey?.volumes).toContain('valkey-data:/data');
  expect(valkey?.networks?.map((name) => compose.networks[name]?.internal)).toEqual([true]);
});

test('the example environment names every secret, and holds none', () => {
  const lines = read('deploy/compose/.env.example').split('\n');
  const values = new Map(lines.filter((line) => /^[A-Z_]+=/.test(line)).map((line) => [line.split('=')[0], line]));
  for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'REDIS_URL', 'ASSAY_VOTE_KEY'])
    expect(values.has(name), name).toBe(true);
  values.delete('REDIS_URL');
  for (const line of values.values()) expect(line).toMatch(/=$/);
});

interface Manifested {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly selector?: unknown;
    readonly template?: {
      readonly metadata: { readonly labels: unknown };
      readonly spec: { readonly securityContext: unknown; readonly containers: readonly Container[] };
    };
  };
}
interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly livenessProbe: { readonly httpGet: { readonly path: string } };
  readonly readinessProbe: { readonly httpGet: { readonly path: string } };
  readonly securityContext: unknown;
}
const kubernetes = projectPaths()
  .filter((path) => /^deploy\/kubernetes\/.*\.yaml$/.test(path))
  .flatMap((path) => parseAllDocuments(read(path)).map((document) => document.toJS() as Manifested));

test.for(['bot', 'worker'])('kubernetes: the %s is this version, unprivileged, and probed where it answers', (role) => {
  const deployment = kubernetes.find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.name === `assay-${role}`,
  );
  const template = deployment?.spec?.template;
  expect({ matchLabels: template?.metadata.labels }).toEqual(deployment?.spec?.selector);
  expect(template?.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10_001 });
  expect(template?.spec.containers).toHaveLength(1);
  expect(template?.spec.containers[0]).toMatchObject({
    image,
    args: ['start', '--role', role],
    livenessProbe: { httpGet: { path: healthPath } },
    readinessProbe: { httpGet: { path: readyPath } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  });
  const budget = kubernetes.find(
    ({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.name === `assay-${role}`,
  );
  expect(budget?.spec?.selector).toEqual(deployment?.spec?.selector);
});

test('the example configurations are accepted by the program, and only Kubernetes listens beyond loopback', () => {
  const inCompose = ConfigFile.parse(parse(read('deploy/compose/assay.example.yaml')));
  const map = kubernetes.find(({ kind }) => kind === 'ConfigMap');
  const inKubernetes = ConfigFile.parse(parse(map?.data?.['assay.yaml'] ?? ''));
  expect(inCompose.http.host).toBe('127.0.0.1');
  expect(inKubernetes).toEqual({ ...inCompose, http: { ...inCompose.http, host: '0.0.0.0' } });
});

test('nothing in deploy stands on "latest"', () => {
  for (const path of ['Dockerfile', ...projectPaths().filter((one) => one.startsWith('deploy/'))])
    expect(read(path), path).not.toMatch(/(image:|FROM)\s+\S+:latest|(image:|FROM)\s+[\w./-]+\s*$/m);
});
