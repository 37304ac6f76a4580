import type { Statement, Values } from './policy-file.ts';

const many = (values: Values | undefined): readonly string[] =>
  values === undefined ? [] : typeof values === 'string' ? [values] : values;

/** "a", "a or b", "a, b or c". */
const either = (values: readonly string[], word = 'or'): string =>
  values.length < 2 ? (values[0] ?? '') : `${values.slice(0, -1).join(', ')} ${word} ${values.at(-1)}`;

/** A condition key in words. Tags are named by their own key. */
const subjects: Readonly<Record<string, string>> = {
  'autoscaling:LaunchConfigurationName': 'a launch configuration',
  'autoscaling:LaunchTemplateVersionSpecified': 'a fixed version of the launch template',
  'aws:CalledVia': 'the service that calls in our name',
  'aws:PrincipalArn': 'who asks',
  'aws:PrincipalOrgID': 'the organisation of who asks',
  'aws:RequestedRegion': 'the Region',
  'aws:ResourceOrgID': 'the organisation of the resource',
  'aws:SourceAccount': 'the account AWS acts for',
  'aws:SourceArn': 'what AWS acts for',
  'aws:TagKeys': 'the tag keys',
  'ec2:Add/group': 'a group to share with (everybody)',
  'ec2:CreateAction': 'the call that creates the resource',
  'ec2:Owner': 'the owner',
  'iam:PassedToService': 'the service the role is handed to',
  'kms:GrantIsForAWSResource': 'a grant AWS makes for a volume of its own',
  'kms:GrantOperations': 'what the grant allows',
  'kms:GranteePrincipal': 'who gets the grant',
  'kms:MessageType': 'the kind of message',
  'kms:SigningAlgorithm': 'the algorithm',
  'kms:ViaService': 'the service the key is used through',
  'sts:ExternalId': 'the external id',
  'sts:SourceIdentity': 'the person in whose name',
};
const subjectOf = (key: string): string =>
  subjects[key] ?? (key.startsWith('aws:ResourceTag/') ? `the tag ${key.slice('aws:ResourceTag/'.length)}` : key);

/** "${aws:PrincipalAccount}" → "the account of who asks". */
const value = (text: string): string =>
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM, not of ours
  text === '${aws:PrincipalAccount}' ? 'the account of who asks' : text;

/** One condition in words: "the owner is 111122223333 or 444455556666". */
function conditionWords(operator: string, key: string, values: readonly string[]): string {
  const subject = subjectOf(key);
  const list = either(values.map(value));
  const isTrue = values[0] === 'true';
  switch (operator) {
    case 'StringEquals':
    case 'ArnEquals':
      return `${subject} is ${list}`;
    case 'StringLike':
    case 'ArnLike':
      return values.length === 1 && values[0] === '?*' ? `it names ${subject}` : `${subject} is like ${list}`;
    case 'StringNotEquals':
      return `${subject} is anything else than ${list}, or there is none`;
    case 'ArnNotLike':
    case 'ArnNotEquals':
      return `${subject} is anybody but ${list}`;
    case 'Bool':
      return isTrue ? `it is ${subject}` : `it does not name ${subject}`;
    case 'Null':
      return isTrue ? `it names no ${subject.replace(/^(the|a) /, '')}` : `it names ${subject}`;
    case 'ForAnyValue:StringEqualsIgnoreCase':
      return `one of ${subject} is ${list}, in capitals or not`;
    case 'ForAnyValue:StringLike':
    case 'ForAnyValue:StringEquals':
      return `one of ${subject} is like ${list}`;
    case 'ForAllValues:StringLike':
    case 'ForAllValues:StringEquals':
      return `all of ${subject} is among ${list}`;
    default:
      return `${operator} ${key}: ${list}`;
  }
}

/** Kinds of resources whose ARNs name a whole kind. */
function resourceWords(arn: string): string {
  if (arn === '*') return 'everything';
  const found = /^arn:[^:]+:([^:]+):[^:]*:([^:]*):([^/]+)\/\*$/.exec(arn);
  if (!found) return arn;
  const [, service = '', account = '', kind = ''] = found;
  const things = service === 'ec2' && kind === 'image' ? 'AMIs' : `${kind.replaceAll('-', ' ')}s`;
  if (account === '*') return `${things} of any account`;
  return account === '' ? `all ${things}` : `${things} of ${account}`;
}

function principalWords(principal: Statement['Principal']): string {
  if (principal === undefined) return '';
  if (principal === '*') return ' everybody';
  return ` ${either('AWS' in principal ? many(principal.AWS) : many(principal.Service), 'and')}`;
}

/**
 * A statement of IAM's language in plain words, computed from the statement itself so that the two cannot differ: first
 * what it allows or forbids, then one line for each condition, all of which must hold.
 */
export function explainStatement(statement: Statement): readonly string[] {
  const verb = statement.Effect === 'Allow' ? 'Allows' : 'Forbids';
  const resources = many(statement.Resource).map(resourceWords);
  const what = `${verb}${principalWords(statement.Principal)} ${either(many(statement.Action), 'and')}`;
  const on = resources.length === 0 ? '' : ` on ${either(resources, 'and')}`;
  const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => conditionWords(operator, key, many(values))),
  );
  if (conditions.length === 0) return [`${what}${on}.`];
  const last = conditions.length - 1;
  const lines = conditions.map((line, index) => `${index === 0 ? '' : 'and '}${line}${index === last ? '.' : ','}`);
  return [`${what}${on}, ${statement.Effect === 'Allow' ? 'only where' : 'where'}`, ...lines];
}
