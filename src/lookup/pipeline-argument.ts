import { z } from 'zod';
import { argument } from '../core/input.ts';

/** The pipeline a command is about. */
export const pipelineSchema = z.string().trim().min(1);

export const pipelineArgument = argument(pipelineSchema, {
  title: 'Pipeline',
  hint: 'Its name in EC2 Image Builder, or its ARN.',
  position: 0,
  choices: 'pipeline',
  example: 'golden-base',
});
