import { expect, test } from 'vitest';
import { architectureProblems } from '../../tools/house/architecture.ts';
import { sourceFiles } from '../../tools/house/project-files.ts';

test('the imports of src hold the table of the design', () => {
  expect(architectureProblems(sourceFiles('src'))).toEqual([]);
});

const tree = (files: Record<string, string>): readonly string[] => architectureProblems(new Map(Object.entries(files)));

const allowed: readonly [path: string, code: string][] = [
  ['src/commands/copy.ts', "import { copyJob } from '../jobs/copy.ts'; import { findImage } from '../lookup/x.ts';"],
  [
    'src/commands/copy/index.ts',
    "import { plan } from './plan.ts'; import type { Rule } from '../../compliance/r.ts';",
  ],
  ['src/jobs/create.ts', "import { document } from '../approvals/document.ts';"],
  ['src/policy/scp.ts', "import { tagKeys } from '../approvals/tag-keys.ts';"],
  ['src/engine/worker.ts', "import { Worker } from 'bullmq'; import { decide } from '../approvals/decide.ts';"],
  ['src/slack/app/x.ts', "import { App } from '@slack/bolt'; import { z } from 'zod'; import 'node:crypto';"],
  ['src/aws/clients.ts', "import { EC2Client } from '@aws-sdk/client-ec2';"],
  ['src/store/connect.ts', "import { Redis } from 'ioredis';"],
  ['src/main.ts', "import { a } from './slack/a.ts'; import { b } from './jobs/b.ts'; export const c = process.env;"],
  ['src/cli/start.ts', "import { b } from '../main.ts'; export const c = process.env['X'];"],
  // A comment or a text is no import.
  ['src/core/plan.ts', "// import { x } from '../slack/x.ts'\nexport const text = \"import 'bullmq'; process.env\";"],
];
test.for(allowed)('allowed: %s %s', ([path, code]) => {
  expect(tree({ [path]: code })).toEqual([]);
});

const broken: readonly [path: string, code: string, says: RegExp][] = [
  ['src/core/plan.ts', "import { x } from '../config/schema.ts';", /core may import nothing of ours/],
  ['src/core/plan.ts', "import type { X } from '../store/x.ts';", /core may import nothing of ours/],
  ['src/core/plan.ts', "export { x } from '../store/x.ts';", /core may import nothing of ours/],
  ['src/core/plan.ts', "export * from '../store/x.ts';", /core may import nothing of ours/],
  ['src/core/plan.ts', "export const x = () => import('../store/x.ts');", /core may import nothing of ours/],
  ['src/core/plan.ts', "export type X = import('../store/x.ts').X;", /core may import nothing of ours/],
  ['src/commands/copy.ts', "import { x } from '../slack/x.ts';", /commands may import/],
  ['src/commands/copy.ts', "import { x } from '../store/x.ts';", /commands may import/],
  ['src/commands/copy.ts', "import { x } from './share.ts';", /a command never imports another command/],
  ['src/commands/copy/index.ts', "import { x } from '../share/plan.ts';", /a command never imports another command/],
  ['src/commands/copy.ts', "import { EC2Client } from '@aws-sdk/client-ec2';", /only aws imports @aws-sdk/],
  ['src/jobs/create.ts', "import { decide } from '../approvals/decide.ts';", /jobs may import/],
  ['src/jobs/create.ts', "import { x } from '../engine/x.ts';", /jobs may import/],
  ['src/approvals/decide.ts', "import { x } from '../store/x.ts';", /approvals may import core/],
  ['src/approvals/decide.ts', "import { App } from '@slack/bolt';", /only slack imports @slack/],
  ['src/approvals/decide.ts', "import { Queue } from 'bullmq';", /only engine imports bullmq/],
  ['src/approvals/decide.ts', "import { Redis } from 'ioredis';", /only store imports ioredis/],
  ['src/compliance/rule.ts', "import { x } from '../slack/x.ts';", /compliance may import core/],
  ['src/lookup/find.ts', "import { x } from '../aws/x.ts';", /lookup may import core/],
  ['src/watches/image.ts', "import { x } from '../engine/x.ts';", /watches may import core/],
  ['src/engine/worker.ts', "import { x } from '../slack/x.ts';", /engine may import core, approvals/],
  ['src/engine/worker.ts', "import { Redis } from 'ioredis';", /only store imports ioredis/],
  ['src/slack/app.ts', "import { x } from '../engine/x.ts';", /slack may import core, approvals/],
  ['src/store/runs.ts', "import { x } from '../engine/x.ts';", /store may import core/],
  ['src/aws/clients.ts', "import { x } from '../config/x.ts';", /aws may import core/],
  ['src/policy/scp.ts', "import { decide } from '../approvals/decide.ts';", /policy may import core/],
  ['src/config/load.ts', "import { x } from '../aws/x.ts';", /config may import core/],
  ['src/http/serve.ts', "import { x } from '../engine/x.ts';", /http may import core/],
  ['src/http/serve.ts', 'export const port = process.env.PORT;', /only main and cli read process.env/],
  ['src/http/serve.ts', "export const port = process['env'];", /only main and cli read process.env/],
  ['src/http/serve.ts', 'const { env } = process; export const port = env;', /only main and cli read process.env/],
  [
    'src/http/serve.ts',
    "import { env } from 'node:process'; export const p = env;",
    /only main and cli read process.env/,
  ],
  ['src/compose/desk.ts', 'export const port = process.env.PORT;', /only main and cli read process.env/],
  ['src/http/serve.ts', "import { x } from '../../sandbox/x.ts';", /src imports nothing outside of src/],
  ['src/main.ts', "import { x } from '../test/support/x.ts';", /src imports nothing outside of src/],
  ['src/helpers/x.ts', "import { x } from '../core/x.ts';", /"helpers" is not in the table/],
];
test.for(broken)('seen failing: %s %s', ([path, code, says]) => {
  const problems = tree({ [path]: code });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(says);
  expect(problems[0]).toContain(path);
});
