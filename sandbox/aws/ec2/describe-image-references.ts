import type {
  DescribeImageReferencesRequest,
  DescribeImageReferencesResult,
  ImageReference,
  ResourceTypeRequest,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { type ReferenceScope, referencesTo } from '../ec2-rules/references.ts';
import { imageById } from '../ec2-rules/visibility.ts';
import { defineEc2Action } from '../server/action.ts';

const DEFAULT_DEPTH = 10;
/** What EC2 reads for the caller, as the caller, per type. AWS managed policy AmazonEC2ImageReferencesAccessPolicy. */
const READS: Readonly<Record<string, readonly string[]>> = {
  'ec2:Instance': ['ec2:DescribeInstances'],
  'ec2:LaunchTemplate': ['ec2:DescribeLaunchTemplates', 'ec2:DescribeLaunchTemplateVersions'],
  'ssm:Parameter': ['ssm:DescribeParameters', 'ssm:GetParameters'],
  'imagebuilder:ImageRecipe': ['imagebuilder:ListImageRecipes'],
  'imagebuilder:ContainerRecipe': ['imagebuilder:ListContainerRecipes', 'imagebuilder:GetContainerRecipe'],
};

/** Resources of the caller's own account that name images, in this Region. */
export const describeImageReferences = defineEc2Action<DescribeImageReferencesRequest, DescribeImageReferencesResult>({
  name: 'DescribeImageReferences',
  permissions: (input, call) => [
    describePermission(call, 'DescribeImageReferences'),
    ...scopesOf(input)
      .flatMap(({ type }) => READS[type] ?? [])
      .map((action) => ({
        action,
        resource: '*',
        resourceAccountId: call.account.id,
        context: { 'aws:CalledVia': ['ec2-images.amazonaws.com'] },
      })),
  ],
  handle(input, call) {
    const ids = input.ImageIds ?? [];
    if (ids.length === 0 || ids.length > 10) {
      throw new AwsError('InvalidParameterValue', 'Between 1 and 10 image IDs must be given.');
    }
    const images = ids.map((id) => imageById(call, id));
    const found = images.flatMap(({ id }) =>
      scopesOf(input).flatMap((scope) =>
        referencesTo(call.place, id, scope).map((Arn) => ({ ImageId: id, ResourceType: scope.type, Arn })),
      ),
    );
    const { items, nextToken } = page(found, (one) => `${one.ImageId} ${one.Arn}`, input);
    // The names of the types were checked above; the SDK's type is the same list.
    return { ImageReferences: [...items] as ImageReference[], NextToken: nextToken };
  },
});

/** @throws AwsError `MissingParameter`, `InvalidParameterValue` */
function scopesOf(input: DescribeImageReferencesRequest): readonly ReferenceScope[] {
  if (input.IncludeAllResourceTypes !== true && !input.ResourceTypes?.length) {
    throw new AwsError('MissingParameter', 'Either IncludeAllResourceTypes or ResourceTypes must be specified.');
  }
  const own = (input.ResourceTypes ?? []).map(scopeOf);
  const rest = input.IncludeAllResourceTypes ? Object.keys(READS) : [];
  return [
    ...own,
    ...rest.filter((type) => !own.some((scope) => scope.type === type)).map((type) => ({ type, depth: DEFAULT_DEPTH })),
  ];
}

function scopeOf({
  ResourceType: type = undefined,
  ResourceTypeOptions: options = [],
}: ResourceTypeRequest): ReferenceScope {
  if (type === undefined || READS[type] === undefined) {
    throw new AwsError('InvalidParameterValue', `'${type ?? 'null'}' is not a valid resource type.`);
  }
  const valuesOf = (name: string, on: string): readonly string[] | undefined => {
    const values = options.find(({ OptionName }) => OptionName === name)?.OptionValues;
    if (values !== undefined && type !== on) {
      throw new AwsError('InvalidParameterValue', `The option '${name}' is not valid for '${type}'.`);
    }
    return values;
  };
  const states = valuesOf('state-name', 'ec2:Instance');
  const depth = Number(valuesOf('version-depth', 'ec2:LaunchTemplate')?.[0] ?? DEFAULT_DEPTH);
  if (!Number.isInteger(depth) || depth < 1 || depth > 10_000) {
    throw new AwsError('InvalidParameterValue', "The value of 'version-depth' must lie between 1 and 10000.");
  }
  return { type, depth, ...(states === undefined ? {} : { states }) };
}
