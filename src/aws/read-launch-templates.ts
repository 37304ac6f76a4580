import {
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type LaunchTemplate,
  type LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import { codeOf } from './errors.ts';
import type { RunEc2 } from './make-ec2-reader.ts';
import { eachPage } from './pages.ts';
import { required } from './shapes.ts';

/** How a group names a template: by id or name, and a number, `$Latest` or `$Default`, which is also what absent means. */
export interface TemplateSpecification {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
  readonly Version?: string | undefined;
}

/** One version of a template as far as it decides on an AMI. */
export interface TemplateVersion {
  readonly templateId: string;
  readonly templateName: string;
  readonly version: string;
  /** An AMI id, or `resolve:ssm:…` where AWS does not tell us what that is now; absent: whoever launches must say. */
  readonly imageId: string | undefined;
}

export interface LaunchTemplates {
  /** @returns undefined where the template or this version is gone: nothing can be launched with it */
  version(specification: TemplateSpecification): Promise<TemplateVersion | undefined>;
  /** All of the place, page by page. */
  all(): AsyncIterable<readonly LaunchTemplate[]>;
}

/** EC2's own most for one page of both calls. */
const pageSize = 200;
const alias = /^resolve:ssm:/;
const noSuch = ['InvalidLaunchTemplateId.NotFound', 'InvalidLaunchTemplateId.VersionNotFound'];
const noSuchName = 'InvalidLaunchTemplateName.NotFoundException';
/** A parameter that is gone, holds no AMI, or may not be read by us: the template is what it is. */
const unresolved = /^(UnauthorizedOperation|AccessDenied|InvalidParameter|InvalidSystemsManager|InvalidSsm|Parameter)/i;

/** `$Latest` and `$Default` of every template are read at once; most groups name one of these, or the number of one. */
export async function readLaunchTemplates(run: RunEc2): Promise<LaunchTemplates> {
  const known = new Map<string, TemplateVersion>();
  const aliases = new Map<string, string>();

  /** Asks EC2 what the alias of this version means now; equal aliases mean the same everywhere in the account. */
  async function resolved(version: TemplateVersion): Promise<TemplateVersion> {
    const { imageId, templateId } = version;
    if (imageId === undefined || !alias.test(imageId)) return version;
    const before = aliases.get(imageId);
    if (before !== undefined) return { ...version, imageId: before };
    const answer = await run((call) =>
      call({
        action: 'DescribeLaunchTemplateVersions',
        bucket: 'read',
        alsoNeeds: ['ssm:GetParameters'],
        async send(client, options) {
          const input = { LaunchTemplateId: templateId, Versions: [version.version], ResolveAlias: true };
          try {
            return await client.send(new DescribeLaunchTemplateVersionsCommand(input), options);
          } catch (error) {
            if (unresolved.test(codeOf(error))) return undefined;
            throw error;
          }
        },
      }),
    );
    const meant = answer?.LaunchTemplateVersions?.[0]?.LaunchTemplateData?.ImageId || imageId;
    aliases.set(imageId, meant);
    return { ...version, imageId: meant };
  }

  function remember(version: LaunchTemplateVersion, words: readonly string[]): TemplateVersion {
    const templateId = required(version.LaunchTemplateId, 'LaunchTemplateVersion.LaunchTemplateId');
    const templateName = version.LaunchTemplateName ?? templateId;
    const read = {
      templateId,
      templateName,
      version: String(required(version.VersionNumber, 'LaunchTemplateVersion.VersionNumber')),
      imageId: version.LaunchTemplateData?.ImageId || undefined,
    };
    for (const name of [templateId, templateName])
      for (const word of [read.version, ...words]) known.set(`${name} ${word}`, read);
    return read;
  }

  async function ask(specification: TemplateSpecification, version: string): Promise<TemplateVersion | undefined> {
    const { LaunchTemplateId, LaunchTemplateName } = specification;
    const template = LaunchTemplateId ? { LaunchTemplateId } : { LaunchTemplateName };
    return run((call) =>
      call({
        action: 'DescribeLaunchTemplateVersions',
        bucket: 'read',
        async send(client, options) {
          try {
            const input = { ...template, Versions: [version] };
            const answer = await client.send(new DescribeLaunchTemplateVersionsCommand(input), options);
            const [found] = answer.LaunchTemplateVersions ?? [];
            return found && remember(found, [version]);
          } catch (error) {
            if ([...noSuch, noSuchName].includes(codeOf(error))) return undefined;
            throw error;
          }
        },
      }),
    );
  }

  for (const word of ['$Latest', '$Default']) {
    const pages = eachPage(
      (page) =>
        run(async (call) => {
          const answer = await call({
            action: 'DescribeLaunchTemplateVersions',
            bucket: 'read',
            send: (client, options) =>
              client.send(new DescribeLaunchTemplateVersionsCommand({ ...page, Versions: [word] }), options),
          });
          return { items: answer.LaunchTemplateVersions ?? [], next: answer.NextToken };
        }),
      pageSize,
    );
    for await (const page of pages) for (const version of page) remember(version, [word]);
  }

  return {
    async version(specification) {
      const { LaunchTemplateId, LaunchTemplateName, Version } = specification;
      const word = Version || '$Default';
      const found =
        known.get(`${LaunchTemplateId ?? LaunchTemplateName ?? ''} ${word}`) ?? (await ask(specification, word));
      return found && resolved(found);
    },
    all: () =>
      eachPage(
        (page) =>
          run(async (call) => {
            const answer = await call({
              action: 'DescribeLaunchTemplates',
              bucket: 'read',
              send: (client, options) => client.send(new DescribeLaunchTemplatesCommand(page), options),
            });
            return { items: answer.LaunchTemplates ?? [], next: answer.NextToken };
          }),
        pageSize,
      ),
  };
}
