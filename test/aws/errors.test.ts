import { describe, expect, it } from 'vitest';
import type { Where } from '../../src/aws/error-words.ts';
import { codeOf, translateError } from '../../src/aws/errors.ts';
import { BusyError, UserError } from '../../src/core/outcome.ts';

const where: Where = {
  service: 'ec2',
  action: 'ModifyImageAttribute',
  account: { alias: 'build', id: '111122223333' },
  region: 'eu-west-1',
  roleArn: 'arn:aws:iam::111122223333:role/AssayWorker',
  patience: 'job',
};
const thrown = (name: string, message = '', status = 400): unknown =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status, requestId: 'req-1' } });
const told = (name: string, message?: string, status?: number): string => {
  const error = translateError(thrown(name, message, status), where);
  if (error instanceof UserError) return error.code;
  return error instanceof BusyError ? 'busy' : 'bug';
};

describe('what AWS says and what people hear', () => {
  it.each([
    ['UnauthorizedOperation', 'You are not authorized', 403, 'aws_denied'],
    ['AuthFailure', 'Not authorized for image:ami-1', 403, 'aws_denied'],
    ['AuthFailure', 'AWS was not able to validate the provided access credentials', 401, 'not_possible'],
    ['AuthFailure', 'This resource is managed by AWS Backup', 403, 'not_possible'],
    ['InvalidClientTokenId', '', 403, 'aws_failed'],
    ['OptInRequired', '', 401, 'not_possible'],
    ['RequestLimitExceeded', 'Request limit exceeded.', 503, 'busy'],
    ['Unavailable', '', 503, 'busy'],
    ['SomethingNew', '', 502, 'busy'],
    ['SomethingNew', '', 429, 'busy'],
    ['SomethingNew', '', 400, 'bug'],
    ['InvalidParameterCombination', '', 400, 'bug'],
    ['InvalidAMIID.NotFound', "The image id '[ami-1]' does not exist", 400, 'not_found'],
    ['InvalidAMIID.Unavailable', "The image ID 'ami-1' is not available: pending", 400, 'wrong_state'],
    ['InvalidAMIID.Unavailable', "The image ID 'ami-1' is no longer available", 400, 'not_found'],
    ['IncorrectInstanceState', '', 400, 'wrong_state'],
    ['ConcurrentCreateImageNoRebootLimitExceeded', '', 400, 'busy'],
    ['ResourceLimitExceeded', 'Your quota allows for 50000 AMIs', 400, 'not_possible'],
    ['ResourceLimitExceeded', 'too many image copies in progress', 400, 'busy'],
    ['InvalidRequest', 'You do not have permission to access the storage of this ami', 400, 'not_possible'],
    ['OperationNotPermitted', 'Encrypted snapshots with EBS default key cannot be shared', 400, 'not_possible'],
    ['OperationNotPermitted', 'block public access is on', 400, 'not_possible'],
    ['InvalidParameter', 'Snapshots encrypted with the AWS Managed CMK can’t be shared', 400, 'not_possible'],
    ['InvalidParameter', 'odd', 400, 'bug'],
    ['TagLimitExceeded', '', 400, 'not_possible'],
    ['toString', '', 400, 'bug'],
  ])('%s "%s" (%i) is %s', (name, message, status, code) => {
    expect(told(name, message, status)).toBe(code);
  });

  it('names role, action, account, Region and the way out of a refusal, and keeps the encoded blob to itself', () => {
    const message = 'You are not authorized to perform this operation. Encoded authorization failure message: AbCdEf';
    const error = translateError(thrown('UnauthorizedOperation', message, 403), where) as UserError;
    expect(error.message).toBe(
      'The role AssayWorker may not ec2:ModifyImageAttribute in build (111122223333), eu-west-1.',
    );
    expect(error.hint).toContain('assay policy');
    expect(error.cause).toBeDefined();
  });

  it('hands on what is translated already', () => {
    const error = new UserError('store_unreachable', 'Redis is away.');
    expect(translateError(error, where)).toBe(error);
  });

  it('knows network errors by their code', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(codeOf(refused)).toBe('ECONNREFUSED');
    expect(translateError(refused, { ...where, patience: 'command' })).toMatchObject({ code: 'aws_busy' });
    expect(codeOf(undefined)).toBe('UnknownError');
  });
});
