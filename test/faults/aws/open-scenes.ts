import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import type { AwsState } from '../../../sandbox/contract.ts';
import { policySetFor } from '../../../sandbox/policy-set-for.ts';
import type { Sandbox } from '../../../sandbox/start-sandbox.ts';
import { startLane } from '../support/lane.ts';
import { openScene, type Scene } from './scene.ts';

/** CI leaves out what takes half a minute and more. */
export const isSample = Number(process.env['FAULTS_SAMPLE'] || 9) < 2;

/** AMIs that one run, or one build, has made twice in one place: none, whatever happened. */
export const madeTwice = ({ accounts }: Pick<AwsState, 'accounts'>): readonly string[] => {
  const made = accounts.flatMap(({ id: account, regions }) =>
    regions.flatMap(({ name: region, images }) =>
      images
        .filter(({ ownerId, state }) => ownerId === account && state !== 'deregistered')
        .flatMap(({ tags }) => tags['assay:run'] ?? tags['Ec2ImageBuilderArn'] ?? [])
        .map((by) => `${by} in ${account}, ${region}`),
    ),
  );
  return made.filter((one, index) => made.indexOf(one) !== index);
};

export interface Scenes {
  readonly aws: Sandbox['aws'];
  /** The stage of the test that runs now. */
  readonly now: Scene;
  /** Roles and policies as the program generates them. */
  trustAgain(): Promise<void>;
}

/** A lane for named scenes, each on a world of its own; asked for once at the top of a test file. */
export async function openScenes(what: string): Promise<Scenes> {
  const lane = await startLane();
  const { aws, configPath } = lane.sandbox;
  const trustAgain = async (): Promise<void> => aws.setPolicies(await policySetFor(configPath, 'built'));
  let scene: Scene | undefined;
  let ended = 0;
  beforeEach(async () => {
    scene = await openScene(lane, 2500);
  });
  afterEach(async ({ task }) => {
    aws.intercept();
    aws.faults.clear();
    aws.lagTags(undefined);
    aws.settings.newImageLag = undefined;
    await trustAgain();
    if (task.result?.state === 'fail') return lane.clear();
    ended += 1;
    expect(madeTwice(aws.state())).toEqual([]);
  });
  afterAll(async () => {
    console.log(`AWS: ${ended} named scenes of ${what} ended right or said exactly what to do, 0 duplicate AMIs`);
    await lane.stop();
  });
  return {
    aws,
    trustAgain,
    get now() {
      if (!scene) throw new Error('the scene is not open yet');
      return scene;
    },
  };
}
