import type { LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import type { Call } from '../server/action.ts';
import type { LaunchTemplateRecord } from '../world/lifecycle.ts';

const ALIAS = /^resolve:ssm:/;

/**
 * A template by id or name.
 *
 * @throws AwsError `MissingParameter`, `InvalidLaunchTemplateId.*`, `InvalidLaunchTemplateName.NotFoundException`
 */
export function templateBy(
  call: Call,
  { LaunchTemplateId: id, LaunchTemplateName: name }: { LaunchTemplateId?: string; LaunchTemplateName?: string },
): LaunchTemplateRecord {
  if (id !== undefined && name !== undefined) {
    throw new AwsError('InvalidParameterCombination', 'Either the launch template ID or its name, not both.');
  }
  if (id !== undefined && !/^lt-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw new AwsError('InvalidLaunchTemplateId.Malformed', `The specified launch template ID '${id}' is not valid.`);
  }
  const found = call.place.lifecycle.launchTemplates.find((one) => one.id === id || one.name === name);
  if (found !== undefined) {
    return found;
  }
  throw id === undefined
    ? new AwsError('InvalidLaunchTemplateName.NotFoundException', 'The specified launch template does not exist.')
    : new AwsError(
        'InvalidLaunchTemplateId.NotFound',
        `The specified launch template, with template ID ${id}, does not exist.`,
      );
}

/**
 * The number a version's name means: `$Latest`, `$Default`, or itself.
 *
 * @throws AwsError `InvalidLaunchTemplateId.VersionNotFound`
 */
export function versionNumber(template: LaunchTemplateRecord, version: string): number {
  const latest = template.versions.length;
  const number = version === '$Latest' ? latest : version === '$Default' ? template.defaultVersion : Number(version);
  if (!Number.isInteger(number) || number < 1 || number > latest) {
    throw new AwsError(
      'InvalidLaunchTemplateId.VersionNotFound',
      `Could not find the specified version ${version} for the launch template with ID ${template.id}.`,
    );
  }
  return number;
}

const imageOf = (template: LaunchTemplateRecord, number: number): string =>
  template.versions[template.versions.length - number] ?? '';

/** Does this version name its image by an SSM parameter? Looking that up needs `ssm:GetParameters` of the caller. */
export const isAlias = (template: LaunchTemplateRecord, number: number): boolean =>
  ALIAS.test(imageOf(template, number));

/**
 * A version as DescribeLaunchTemplateVersions writes it.
 *
 * @throws AwsError `InvalidParameterValue` where the parameter is gone; AWS's own code for that is not documented
 */
export function presentVersion(
  call: Call,
  template: LaunchTemplateRecord,
  number: number,
  resolveAlias: boolean,
): LaunchTemplateVersion {
  const image = imageOf(template, number);
  const parameter = image.replace(ALIAS, '');
  const meant = call.place.lifecycle.parameters.get(parameter);
  if (resolveAlias && ALIAS.test(image) && meant === undefined) {
    throw new AwsError('InvalidParameterValue', `The SSM parameter ${parameter} does not exist.`);
  }
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    VersionNumber: number,
    DefaultVersion: number === template.defaultVersion,
    CreateTime: template.createdAt,
    CreatedBy: `arn:aws:iam::${call.account.id}:root`,
    LaunchTemplateData: {
      ImageId: (resolveAlias && ALIAS.test(image) ? meant : image) || undefined,
      InstanceType: 't3.medium',
    },
  };
}
