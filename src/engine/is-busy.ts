import { BusyError, UserError } from '../core/outcome.ts';

/** Whether AWS may say otherwise in a moment. */
export const isBusy = (error: unknown): error is BusyError | UserError =>
  error instanceof BusyError || (error instanceof UserError && error.code === 'aws_busy');
