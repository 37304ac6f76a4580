import type { Shape, Traits } from './schema.ts';

/** The SDK's output object as the XML elements AWS would send, without the surrounding response element. */
export function encodeXml(value: unknown, shape: Shape): string {
  if (value === undefined || value === null) {
    return '';
  }
  switch (shape.kind) {
    case 'structure': {
      const fields = value as Record<string, unknown>;
      return shape.members
        .map((member) => element(member.traits, member.name, fields[member.name], member.shape))
        .join('');
    }
    case 'list':
      return (value as unknown[]).map((item) => element(shape.itemTraits, 'member', item, shape.item)).join('');
    case 'map':
      throw new Error('no answer of the fake holds a map');
    case 'timestamp':
      return (value as Date).toISOString();
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      return escapeXml(String(value));
  }
}

/** Text made safe between XML tags. Characters XML 1.0 cannot carry are dropped, as AWS refuses them at the door. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;');
}

function element(traits: Traits, name: string, value: unknown, shape: Shape): string {
  if (value === undefined || value === null) {
    return '';
  }
  const tag = traits.xmlName ?? name;
  return `<${tag}>${encodeXml(value, shape)}</${tag}>`;
}
