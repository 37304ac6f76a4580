import { readdirSync, readFileSync } from 'node:fs';
import hcl from 'hcl2-parser';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { generatedDocuments } from '../../src/compose/generated-documents.ts';
import { loadConfigFile } from '../../src/config/load-config.ts';
import { loadCatalogue } from '../../src/core/catalogue.ts';
import { isPolicy } from '../../src/policy/generated-file.ts';
import { HclExpression, printHcl } from '../../src/policy/terraform/print-hcl.ts';
import { renderTerraform } from '../../src/policy/terraform/render-terraform.ts';

const folder = new URL('../../deploy/terraform/', import.meta.url);
const files = generatedDocuments(
  loadConfigFile({ ASSAY_CONFIG: 'deploy/assay.example.yaml' }),
  await loadCatalogue(new URL('../../src/', import.meta.url)),
);
const rendered = renderTerraform(files);

const Parsed = z.tuple([z.record(z.string(), z.unknown()), z.null()]);
/** HashiCorp's parser. @throws when it is no HCL */
const parse = (text: string): Readonly<Record<string, unknown>> => {
  const answer: unknown = hcl.parseToObject(text);
  const read = Parsed.safeParse(answer);
  if (!read.success) throw new Error(`no HCL: ${JSON.stringify(answer).slice(0, 200)}`);
  return read.data[0];
};
/** IAM's variables come back as they are written in HCL: with one dollar more. */
const unescaped = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll('$${', () => '${'));

const Resources = z.object({
  resource: z.record(z.string(), z.record(z.string(), z.array(z.record(z.string(), z.unknown())))),
});
const resources = (path: string) => {
  const { resource } = Resources.parse(parse(rendered.get(path) ?? ''));
  return Object.entries(resource).flatMap(([type, byLabel]) =>
    Object.entries(byLabel).map(([label, [body = {}]]) => ({ type, label, body })),
  );
};
/** The data inside `jsonencode(…)`, read by the parser too. */
const encoded = (expression: unknown): unknown => {
  const [, inner = ''] = /^\$\{jsonencode\(([\s\S]*)\)\}$/.exec(String(expression)) ?? [];
  return unescaped(parse(`x = ${inner}\n`)['x']);
};

describe('Terraform', () => {
  it.each([...rendered])('%s is HCL, as its own parser reads it', (_path, text) => {
    expect(Object.keys(parse(text))).not.toEqual([]);
  });

  it('what stands in deploy/ is what is generated; if not, run: npm run docs', () => {
    const there = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((path) => path.endsWith('.tf'));
    expect(there.sort()).toEqual([...rendered.keys()].sort());
    for (const [path, text] of rendered) expect(readFileSync(new URL(path, folder), 'utf8'), path).toBe(text);
  });

  it('holds every document, unchanged', () => {
    const held = [...rendered.keys()]
      .filter((path) => path.endsWith('policies.tf'))
      .flatMap((path) => resources(path))
      .flatMap(({ body }) => [body['policy'], body['content'], body['assume_role_policy']])
      .filter((expression) => expression !== undefined)
      .map((expression) => JSON.stringify(encoded(expression)));
    const documents = files.filter(isPolicy).map(({ document }) => JSON.stringify(document));
    const sorted = (texts: readonly string[]) => [...texts].sort();
    expect(held.length).toBe(documents.length);
    expect(sorted(held.map(canonical))).toEqual(sorted(documents.map(canonical)));
  });

  it('attaches nothing to an account before it is named, and everything else to the roles it makes', () => {
    const organization = resources('organization/policies.tf');
    const attached = organization.filter(({ type }) => type === 'aws_organizations_policy_attachment');
    expect(attached).toHaveLength(organization.filter(({ type }) => type === 'aws_organizations_policy').length);
    for (const { body } of attached) expect(body['for_each']).toContain('lookup(var.attach, "organization/');
    const [variables] = [parse(rendered.get('organization/variables.tf') ?? '')];
    expect(variables).toMatchObject({
      variable: { attach: [{ default: {} }], organization_wide: [{ default: false }] },
    });
    const build = resources('build-111122223333/policies.tf');
    expect(
      build
        .filter(({ type }) => type === 'aws_iam_role')
        .map(({ label }) => label)
        .sort(),
    ).toEqual(['AssayEvents', 'AssayReader', 'AssayWorker']);
    for (const { type, body } of build)
      if (type === 'aws_iam_role_policy_attachment')
        expect(body['role']).toMatch(/^\$\{aws_iam_role\.Assay\w+\.name\}$/);
  });

  it('refers only to what the same folder makes', () => {
    for (const path of new Set([...rendered.keys()].map((name) => name.split('/')[0] ?? ''))) {
      const own = [...rendered].filter(([name]) => name.startsWith(`${path}/`));
      const texts = own.map(([, text]) => text).join('\n');
      const made = [...texts.matchAll(/^resource "(\w+)" "(\w+)"/gm)].map(([, type, label]) => `${type}.${label}`);
      expect(new Set(made).size, path).toBe(made.length);
      const used = [...texts.matchAll(/\b(aws_\w+\.\w+)\.\w+/g)].map(([, reference]) => reference);
      expect(
        used.filter((reference) => !made.includes(reference ?? '')),
        path,
      ).toEqual([]);
      const variables = [...texts.matchAll(/var\.(\w+)/g)].map(([, name]) => name);
      for (const name of variables) expect(texts).toContain(`variable "${name}"`);
    }
  });

  it('puts settings into every Region of an account, audit mode first', () => {
    const build = resources('build-111122223333/settings.tf').filter(
      ({ type }) => type === 'aws_cloudwatch_event_rule',
    );
    expect(build.map(({ body }) => body['region'])).toEqual(['eu-west-1', 'us-east-1']);
    const prod = resources('prod-444455556666/settings.tf');
    expect(prod.find(({ type }) => type === 'aws_ec2_allowed_images_settings')?.body).toMatchObject({
      state: 'audit-mode',
      image_criterion: [{ image_providers: ['111122223333', '444455556666'] }],
    });
    const rule = prod.find(({ type }) => type === 'aws_config_config_rule')?.body;
    expect(encoded(rule?.['input_parameters'])).toEqual({ amisByTagKeyAndValue: 'ami-approved-production:approved' });
  });
});

/** The order of keys is the printer's own. */
const canonical = (text: string): string => {
  const sort = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sort)
      : value !== null && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => a.localeCompare(b))
              .map(([key, inner]) => [key, sort(inner)]),
          )
        : value;
  return JSON.stringify(sort(JSON.parse(text)));
};

describe('the printer', () => {
  const print = (value: Parameters<typeof printHcl>[0][number]['attributes'][string]) =>
    printHcl([{ type: 'x', labels: ['a"b'], attributes: { short: 1, a_longer_one: value, last: true } }]);

  it('escapes what HCL would take as an expression or an end of text', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM, not of ours
    const text = print('say "${aws:PrincipalAccount}" and %{if}\n\\');
    expect(text).toContain('a_longer_one = "say \\"$${aws:PrincipalAccount}\\" and %%{if}\\n\\\\"');
    expect(() => parse(text)).not.toThrow();
  });

  it('puts equal signs under one another where lines stand together, and long lists on lines of their own', () => {
    expect(print(['a', 'b'])).toBe(
      'x "a\\"b" {\n  short        = 1\n  a_longer_one = ["a", "b"]\n  last         = true\n}\n',
    );
    const long = print(Array.from({ length: 5 }, (_, index) => `${'long'.repeat(6)}${index}`));
    expect(long.split('\n')[2]).toBe('  a_longer_one = [');
    expect(parse(long)).toMatchObject({ x: { 'a"b': [{ last: true }] } });
  });

  it('writes expressions as they are, and functions of data', () => {
    expect(print(new HclExpression('jsonencode', { 'a:b': new HclExpression('var.c') }))).toContain(
      'a_longer_one = jsonencode({\n    "a:b" = var.c\n  })',
    );
  });

  it('seen failing: what is no HCL', () => {
    expect(() => parse('resource "a" {')).toThrow('no HCL');
  });
});
