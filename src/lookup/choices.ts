import type { AwsReader } from '../core/aws.ts';
import type { CommandContext, Records } from '../core/command.ts';
import type { ChoiceSource } from '../core/input.ts';
import type { Choice } from '../core/intake.ts';
import type { Settings } from '../core/settings.ts';
import { buildName, scheduleWords } from './build-words.ts';
import { everywhere } from './everywhere.ts';
import { everyPipeline } from './find-pipeline.ts';
import { everyWaitingBuild } from './find-waiting-build.ts';
import { approvedFor } from './image-facts.ts';
import { placeName, placesOf } from './places.ts';
import { troubleWords } from './trouble-words.ts';

interface ChoiceContext {
  readonly settings: Settings;
  readonly aws: AwsReader;
  readonly records: Records;
  readonly policies: CommandContext['policies'];
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
}

const most = 25;
const fits = (query: string, ...texts: readonly (string | undefined)[]): boolean =>
  texts.some((text) => text?.toLowerCase().includes(query.toLowerCase().trim()));

/** Live choices for one kind of field, best first. What AWS does not let us see is simply not offered here. */
export async function choicesFor(
  source: ChoiceSource,
  query: string,
  context: ChoiceContext,
): Promise<readonly Choice[]> {
  return (await sources[source](query, context)).slice(0, most);
}

const sources: Record<ChoiceSource, (query: string, context: ChoiceContext) => Promise<readonly Choice[]>> = {
  async instance(query, { settings, aws }) {
    const alive = [{ name: 'instance-state-name', values: ['pending', 'running', 'stopping', 'stopped'] }];
    const { found } = await everywhere(placesOf(settings), aws, (ec2) =>
      ec2.instances({ filters: alive, limit: 1000 }),
    );
    return found
      .filter((instance) => fits(query, instance.id, instance.name, ...Object.values(instance.tags)))
      .sort((a, b) => (a.name ?? '~').localeCompare(b.name ?? '~'))
      .map((instance) => ({
        value: instance.id,
        label: instance.name ? `${instance.name} (${instance.id})` : instance.id,
        hint: `${instance.state}, ${placeName(instance.place, settings)}`,
      }));
  },
  async image(query, { settings, aws }) {
    const { found } = await everywhere(placesOf(settings), aws, (ec2) => ec2.images({ owners: ['self'], limit: 1000 }));
    return found
      .filter((image) => fits(query, image.id, image.name, ...Object.values(image.tags)))
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
      .map((image) => ({
        value: image.id,
        label: `${image.name} (${image.id})`,
        hint: [
          image.state,
          image.createdAt.slice(0, 10),
          placeName(image.place, settings),
          ...approvedFor(image, settings).map((environment) => `tagged for ${environment}`),
        ].join(', '),
      }));
  },
  async environment(query, { settings }) {
    return settings.environments
      .filter((environment) => environment.approvals && fits(query, environment.name))
      .map((environment) => ({ value: environment.name, label: environment.name }));
  },
  async account(query, { settings }) {
    return settings.accounts
      .filter((account) => fits(query, account.alias, account.id))
      .map((account) => ({
        value: account.alias,
        label: `${account.alias} (${account.id})`,
        hint: account.environment,
      }));
  },
  async taker(query, { settings }) {
    const { accounts, organization } = settings;
    const typed = query.trim();
    return [
      ...accounts
        .filter((account) => fits(query, account.alias, account.id))
        .map((account) => ({
          value: account.alias,
          label: `${account.alias} (${account.id})`,
          hint: account.environment,
        })),
      ...(organization?.units ?? [])
        .filter((unit) => fits(query, unit.alias, unit.arn))
        .map((unit) => ({ value: unit.alias, label: `unit ${unit.alias} (${unit.arn.split('/').at(-1)})` })),
      ...(organization && fits(query, 'org', 'organisation', organization.id)
        ? [{ value: 'org', label: `the whole organisation (${organization.id})` }]
        : []),
      // Whoever is not configured can be meant as well; people approve that.
      ...(/^\d{12}$/.test(typed) && !accounts.some(({ id }) => id === typed)
        ? [{ value: typed, label: `account ${typed}`, hint: 'not in the configuration: two people must approve' }]
        : []),
    ];
  },
  async region(query, { settings }) {
    const regions = [...new Set(settings.accounts.flatMap((account) => account.regions))].sort();
    return regions
      .filter((region) => fits(query, region))
      .map((region) => {
        const accounts = settings.accounts.filter((account) => account.regions.includes(region));
        return { value: region, label: region, hint: accounts.map(({ alias }) => alias).join(', ') };
      });
  },
  async run(query, { records }) {
    return (await records.runs({ limit: 50 }))
      .filter((run) => fits(query, run.id, run.job, ...run.about))
      .map((run) => ({ value: run.id, label: `${run.id}: ${run.job} ${run.about.join(' ')}`, hint: run.state }));
  },
  async pipeline(query, { settings, aws }) {
    const { found } = await everyPipeline(placesOf(settings), aws);
    return found
      .filter((pipeline) => fits(query, pipeline.name, pipeline.description))
      .sort((a, b) => a.name.localeCompare(b.name))
      .map((pipeline) => ({
        value: pipeline.name,
        label: pipeline.name,
        hint: `${placeName(pipeline.place, settings)}; ${scheduleWords(pipeline)}`,
      }));
  },
  async 'waiting-build'(query, { settings, aws }) {
    const { found } = await everyWaitingBuild(placesOf(settings), aws);
    return found
      .filter(({ buildArn }) => fits(query, buildArn))
      .map(({ buildArn, name, place }) => ({
        value: buildName(buildArn),
        label: buildName(buildArn),
        hint: `waits at ${name}, ${placeName(place, settings)}`,
      }));
  },
  async violation(query, { records, settings }) {
    const open = await records.violations.list({ limit: 2000 });
    const fitting = open.filter(({ id, subject, image }) =>
      fits(query, id, subject.id, subject.name, image.id, image.name),
    );
    return [...new Map(fitting.map((one) => [one.subject.id, one])).values()].map(
      ({ subject, image, place, finding }) => ({
        value: subject.id,
        label: subject.name ? `${subject.name} (${subject.id})` : subject.id,
        hint: `${troubleWords[finding.kind]}, ${image.id}, ${placeName(place, settings)}`,
      }),
    );
  },
  async schedule(query, { records }) {
    return (await records.schedules())
      .filter((schedule) => fits(query, schedule.name, schedule.cron))
      .map(({ name, cron, paused }) => ({ value: name, label: name, hint: paused ? 'paused' : cron }));
  },
  async policy(query, { settings, policies }) {
    const names = policies().map(({ name, purpose }) => ({ value: name, label: name, hint: purpose }));
    return [
      ...settings.environments
        .filter(({ approvals }) => approvals)
        .map(({ name }) => ({ value: name, label: `environment ${name}`, hint: 'what guards it' })),
      ...settings.accounts.map(({ alias, id }) => ({ value: alias, label: `account ${alias} (${id})`, hint: id })),
      ...names.filter(({ value }) => value.length <= 75),
    ].filter(({ value, label }) => fits(query, value, label));
  },
  async command(query, { commands }) {
    return commands
      .filter((command) => fits(query, command.name, command.summary))
      .map((command) => ({ value: command.name, label: command.name, hint: command.summary }));
  },
};
