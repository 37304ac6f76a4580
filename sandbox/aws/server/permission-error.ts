import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { Permission } from '../identity/authorize.ts';
import type { Session } from '../identity/session.ts';
import type { Service } from './action.ts';

/** What sts:DecodeAuthorizationMessage would open; long and meaningless to people, as AWS's own. */
const encoded = (message: string): string => createHash('sha512').update(message).digest('base64url').repeat(4);

/** A refusal in the words and under the code of the service that refuses. */
export function permissionError(service: Service, session: Session, permission: Permission, because: string): AwsError {
  const resource = permission.resource === '*' ? '' : ` on resource: ${permission.resource}`;
  const message = `User: ${session.arn} is not authorized to perform: ${permission.action}${resource} ${because}`;
  switch (service) {
    case 'ec2':
      return new AwsError(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. ${message}. Encoded authorization failure message: ${encoded(message)}`,
        403,
      );
    case 'config':
    case 'kms':
    case 'sqs':
      return new AwsError('AccessDeniedException', message, 400);
    case 'imagebuilder':
      return new AwsError('AccessDeniedException', message, 403);
    case 'autoscaling':
    case 'elasticloadbalancing':
      return new AwsError('AccessDenied', message, 403);
    case 'sts':
      // STS does not tell which policy was silent when the role is in another account.
      return new AwsError('AccessDenied', message.slice(0, -because.length - 1), 403);
  }
}
