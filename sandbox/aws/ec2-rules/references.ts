import type { Place } from '../world/world.ts';

/** Which states of instances and how many versions of launch templates are looked at. */
export interface ReferenceScope {
  readonly type: string;
  readonly states?: readonly string[];
  readonly depth: number;
}

/** ARNs of one kind in one place that name an image. */
export function referencesTo(
  place: Place,
  imageId: string,
  { type, states, depth }: ReferenceScope,
): readonly string[] {
  const { lifecycle, region, accountId } = place;
  const named = (value: string): string | undefined =>
    value.startsWith('resolve:ssm:') ? lifecycle.parameters.get(value.slice('resolve:ssm:'.length)) : value;
  switch (type) {
    case 'ec2:Instance':
      return [...place.instances.values()]
        .filter((instance) => instance.imageId === imageId && (states?.includes(instance.state) ?? true))
        .map((instance) => `arn:aws:ec2:${region}:${accountId}:instance/${instance.id}`);
    case 'ec2:LaunchTemplate':
      return lifecycle.launchTemplates
        .filter(({ versions }) => versions.slice(0, depth).some((version) => named(version) === imageId))
        .map(({ id }) => `arn:aws:ec2:${region}:${accountId}:launch-template/${id}`);
    case 'ssm:Parameter':
      return [...lifecycle.parameters]
        .filter(([, value]) => value === imageId)
        .map(([name]) => `arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`);
    case 'imagebuilder:ImageRecipe':
      return recipes(place, imageId, ':image-recipe/');
    case 'imagebuilder:ContainerRecipe':
      return recipes(place, imageId, ':container-recipe/');
    default:
      return [];
  }
}

const recipes = (place: Place, imageId: string, kind: string): readonly string[] =>
  place.lifecycle.recipes
    .filter((recipe) => recipe.imageId === imageId && recipe.arn.includes(kind))
    .map(({ arn }) => arn);
