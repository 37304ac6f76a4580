import type { FaultCase, Play } from '../support/fault-case.ts';

const archive = 'ami-0a1b2c3d4e5f6a012';
const shared = (play: Play): void =>
  play.stage.sandbox.aws.hands.changeLaunchPermissions(archive, { add: ['444455556666'] });
const retire = (play: Play): Promise<string> =>
  play.ask(`/ami retire ${archive} --disable-after 0s --deregister-after 0s --reason "kept long enough"`);

export const retireCases: readonly FaultCase[] = [
  {
    name: 'retire, to the end',
    plays: ['retire'],
    async before(play) {
      shared(play);
      return '';
    },
    start: retire,
  },
  {
    name: 'restore, out of the Recycle Bin',
    plays: ['restore'],
    tolerates: ['ec2:ModifyImageAttribute'],
    async before(play) {
      shared(play);
      const runId = await retire(play);
      await play.ended(runId);
      return runId;
    },
    start: (play) => play.ask(`/ami restore ${archive}`),
  },
];
