import { generatedDocuments } from '../../src/compose/generated-documents.ts';
import { loadConfigFile } from '../../src/config/load-config.ts';
import type { Catalogue } from '../../src/core/catalogue.ts';
import { renderDocument, renderExplanation } from '../../src/policy/render-policies.ts';

/** Documents of the accounts' two roles follow every operation; the permissions page has what they are made from. */
const isOfRoles = (name: string): boolean => /\/(reader|writer)(-trust)?(-\d+)?$/.test(name);

/** `docs/reference/policies.md`: every document for the example configuration, explained from itself. */
export function policyReference(catalogue: Catalogue, configPath: string): string {
  const files = generatedDocuments(loadConfigFile({ ASSAY_CONFIG: configPath }), catalogue);
  // Of accounts that are made alike the last one shows all there can be.
  const shown = files.filter(({ name }) => !isOfRoles(name) && !name.startsWith('build-'));
  return [
    '# Generated policies',
    '',
    'Made from `deploy/assay.example.yaml` by `npm run docs`; do not edit. What they are for, and in which order to attach',
    'them: [policies](../policies.md).',
    '',
    ...shown.flatMap((file) => [
      renderExplanation(file).replace(/^# /, '## '),
      '```json',
      renderDocument(file).trimEnd(),
      '```',
      '',
    ]),
  ].join('\n');
}
