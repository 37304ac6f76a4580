import { z } from 'zod';
import { argument } from '../core/input.ts';

/** The AMI a command is about. */
export const imageArgument = argument(z.string().trim().min(1), {
  title: 'AMI',
  hint: 'Its id, its name, or tag:key=value.',
  position: 0,
  choices: 'image',
  example: 'web-2026-11-23',
});

/** The environment an approval is for. */
export const environmentArgument = (hint: string) =>
  argument(z.string().trim().toLowerCase().optional(), {
    title: 'Environment',
    hint,
    choices: 'environment',
    example: 'production',
  });

/** Why, in words that other people read. */
export const reasonArgument = (hint: string, example: string, position?: number) =>
  argument(z.string().trim().min(3, 'say why in a few words').max(500), {
    title: 'Reason',
    hint,
    multiline: true,
    example,
    ...(position === undefined ? {} : { position }),
  });

/** Where to look, when a name is not enough. */
export const whereArguments = {
  account: argument(z.string().trim().optional(), {
    title: 'Account',
    hint: 'Alias or id, when the name is not enough.',
    choices: 'account',
  }),
  region: argument(z.string().trim().optional(), {
    title: 'Region',
    hint: 'When the name is not enough.',
    example: 'eu-west-1',
  }),
};
