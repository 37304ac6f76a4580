import { z } from 'zod';
import { argument } from '../core/input.ts';
import { runIdPattern } from '../core/run.ts';

/** The id of a run or request as every command that names one takes it: copied from a card, in any case. */
export const runArgument = (title: string) =>
  argument(z.string().trim().toLowerCase().regex(runIdPattern, 'an id looks like r- and ten letters or digits'), {
    title,
    hint: 'The id at the end of its card.',
    position: 0,
    choices: 'run',
    example: 'r-7k2m9qabcd',
  });
