import { type GeneratedFile, isPolicy } from './generated-file.ts';
import type { PolicyFile } from './policy-file.ts';

const roleName = (arn: string): string => arn.split('/').at(-1) ?? arn;
const dashed = (name: string): string => name.replaceAll('/', '-');

function policyLines({ kind, name, account, targets }: PolicyFile): readonly string[] {
  const title = `assay-${dashed(name)}`;
  switch (kind) {
    case 'scp':
      return [
        `aws organizations create-policy --type SERVICE_CONTROL_POLICY --name ${title} --description "Assay: ${name}" --content file://FILE`,
        ...targets.map((id) => `aws organizations attach-policy --policy-id POLICY_ID --target-id ${id}`),
      ];
    case 'trust':
      return targets.map(
        (arn) => `aws iam update-assume-role-policy --role-name ${roleName(arn)} --policy-document file://FILE`,
      );
    case 'key':
      return targets.map(
        (arn) => `aws kms put-key-policy --region ${arn.split(':')[3]} --key-id ${arn} --policy file://FILE`,
      );
    case 'queue':
      return ['It stands in hub/queue already; nothing is to be done.'];
    case 'bus':
      return targets.map(
        (arn) =>
          `aws events put-permission --region ${arn.split(':')[3]} --event-bus-name ${roleName(arn)} --policy file://FILE`,
      );
    case 'managed':
    case 'inline':
      return [
        `aws iam create-policy --policy-name ${title} --policy-document file://FILE`,
        ...targets
          .filter((arn) => arn.startsWith('arn:'))
          .map(
            (arn) =>
              `aws iam attach-role-policy --role-name ${roleName(arn)} --policy-arn arn:${arn.split(':')[1]}:iam::${account}:policy/${title}`,
          ),
      ];
  }
}

/** Lines of AWS's command line that apply a document, run in its account; `FILE` stands for its file. */
export const commandLines = (file: GeneratedFile): readonly string[] =>
  isPolicy(file) ? policyLines(file) : file.apply;
