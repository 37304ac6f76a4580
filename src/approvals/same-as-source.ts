import type { Image, ImageTraits } from '../core/aws.ts';

const traitWords: Readonly<Record<keyof ImageTraits, string>> = {
  rootDevice: 'root device',
  bootMode: 'boot mode',
  virtualization: 'virtualization',
  ena: 'ENA support',
  tpm: 'TPM support',
  imds: 'IMDS support',
};
const traits = Object.keys(traitWords) as (keyof ImageTraits)[];

const list = (words: readonly string[]): string => [...words].sort().join(', ');
const sizes = ({ volumes }: Image): string => list(volumes.map(({ device, sizeGiB }) => `${device} ${sizeGiB} GiB`));

/**
 * Whether AWS itself says that one image is a copy of another. What was created from an instance names the image of that
 * instance as its source, too: it holds whatever the instance wrote.
 */
function isCopyOf(copy: Image, source: Image): boolean {
  const isNamed = copy.sourceImageId === source.id && copy.sourceImageRegion === source.place.region;
  return isNamed && copy.sourceInstanceId === undefined;
}

/** In what a copy is not what its source is, a clause each; empty when it may stand for it. */
export function differencesFromSource(source: Image, copy: Image): readonly string[] {
  const found: string[] = [];
  if (!isCopyOf(copy, source)) found.push(`AWS does not say that ${copy.id} is a copy of ${source.id}`);
  if (copy.architecture !== source.architecture) found.push(`its architecture is ${copy.architecture}`);
  if (copy.platform !== source.platform) found.push(`its platform is ${copy.platform}`);
  if (copy.rootDeviceType !== source.rootDeviceType) found.push(`its root device is ${copy.rootDeviceType}`);
  if (sizes(copy) !== sizes(source)) found.push(`it has ${sizes(copy)} instead of ${sizes(source)}`);
  const open = copy.volumes.find(
    (volume) =>
      !volume.encrypted && source.volumes.some(({ device, encrypted }) => encrypted && device === volume.device),
  );
  if (open) found.push(`${open.device} is not encrypted any more`);
  if (list(copy.productCodes) !== list(source.productCodes)) found.push('its product codes differ');
  for (const trait of traits)
    if (copy.traits?.[trait] !== source.traits?.[trait]) found.push(`its ${traitWords[trait]} differs`);
  return found;
}
