import { AwsError } from '../aws-error.ts';

/** Image Builder's errors with the status each is answered with. */
export const builderError = {
  notFound: (what: string): AwsError =>
    new AwsError('ResourceNotFoundException', `The resource ARN '${what}' does not exist.`, 404),
  invalid: (message: string): AwsError => new AwsError('InvalidRequestException', message, 400),
  parameter: (message: string): AwsError => new AwsError('InvalidParameterValueException', message, 400),
  mismatch: (): AwsError =>
    new AwsError(
      'IdempotentParameterMismatchException',
      'The client token was already used with other parameters.',
      400,
    ),
  badToken: (): AwsError => new AwsError('InvalidPaginationTokenException', 'The pagination token is not valid.', 400),
} as const;
