import { readdir } from 'node:fs/promises';
import type { Action } from './action.ts';

const FOLDERS = ['ec2', 'autoscaling', 'config', 'elasticloadbalancing', 'kms', 'sqs', 'sts', 'imagebuilder'] as const;

/**
 * All actions, by `service:Name`, found by reading one folder per service.
 *
 * @throws Error for a file that does not export exactly one action
 */
export async function loadActions(): Promise<ReadonlyMap<string, Action>> {
  const actions = new Map<string, Action>();
  for (const folder of FOLDERS) {
    const directory = new URL(`../${folder}/`, import.meta.url);
    for (const file of (await readdir(directory)).filter((name) => /\.(ts|js)$/.test(name)).sort()) {
      const module: Record<string, unknown> = await import(new URL(file, directory).href);
      const [action, ...others] = Object.values(module).filter(isAction);
      if (action === undefined || others.length > 0 || action.service !== folder) {
        throw new Error(`sandbox/aws/${folder}/${file} must export exactly one ${folder} action`);
      }
      actions.set(`${folder}:${action.name}`, action);
    }
  }
  return actions;
}

function isAction(value: unknown): value is Action {
  return (
    typeof value === 'object' && value !== null && 'service' in value && 'permissions' in value && 'handle' in value
  );
}
