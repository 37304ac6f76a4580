import type { Filter } from '../core/aws.ts';

/** How people name things: an id, a tag ("tag:Role=web"), or a name, with `*` and `?` as wildcards. */
export type Reference =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  | { readonly kind: 'name'; readonly name: string };

/** Reads what was typed. Slack's phones capitalise: ids are lower-cased. */
export function readReference(text: string, prefix: 'ami' | 'i'): Reference {
  const trimmed = text.trim();
  if (new RegExp(`^${prefix}-[0-9a-f]{8,17}$`, 'i').test(trimmed)) return { kind: 'id', id: trimmed.toLowerCase() };
  // As the console and CloudTrail write it: the Region in it needs no asking, the id is found wherever it is.
  const arn = /^arn:aws[a-z-]*:ec2:[a-z0-9-]+:\d*:(?:image|instance)\/(.+)$/i.exec(trimmed)?.[1];
  if (arn) return readReference(arn, prefix);
  // No AMI's name can hold an equals sign; a machine's Name tag can.
  const tag = (prefix === 'ami' ? /^(?:tag:)?([^=]+)=(.*)$/i : /^tag:([^=]+)=(.*)$/i).exec(trimmed);
  if (tag?.[1]) return { kind: 'tag', key: tag[1], value: tag[2] ?? '' };
  return { kind: 'name', name: trimmed };
}

/** The filter for a tag or a name; instances have their name in a tag, AMIs in a field of their own. */
export function filterFor(reference: Exclude<Reference, { kind: 'id' }>, nameFilter: 'name' | 'tag:Name'): Filter {
  return reference.kind === 'tag'
    ? { name: `tag:${reference.key}`, values: [reference.value] }
    : { name: nameFilter, values: [reference.name] };
}
