import { z } from 'zod';
import { argument } from '../../core/input.ts';
import { whereArguments } from '../../lookup/image-arguments.ts';

/** What `/ami migrate` is asked with. */
export const MigrateInput = z.strictObject({
  instance: argument(z.string().trim().min(1), {
    title: 'Instance',
    hint: 'Its id, its Name tag, or tag:key=value.',
    position: 0,
    choices: 'instance',
    example: 'shop-1',
  }),
  zone: argument(z.string().trim().toLowerCase().min(1), {
    title: 'Zone',
    hint: 'Its name or its letter.',
    position: 1,
    after: 'to',
    example: 'eu-west-1b',
  }),
  subnet: argument(z.string().trim().optional(), {
    title: 'Subnet',
    hint: 'Its id or its Name tag, in the same network; left out: the one that is clear.',
    example: 'private-b',
  }),
  image: argument(z.string().trim().optional(), {
    title: 'AMI to launch from',
    hint: 'One made of this very instance; left out: one is made now. Needed where only approved AMIs may be launched.',
    choices: 'image',
    example: 'shop-1-2026-11-23',
  }),
  'stop-source': argument(z.boolean().default(false), {
    title: 'Stop the old instance afterwards',
    hint: 'Only after the new one runs and all status checks have passed.',
  }),
  ...whereArguments,
});
export type MigrateInput = z.output<typeof MigrateInput>;
