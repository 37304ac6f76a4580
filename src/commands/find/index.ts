import { defineCommand } from '../../core/command.ts';
import { reads } from '../../core/iam.ts';
import { approvalEnvironments, countsAsApproved, judgeImages } from '../../lookup/judge-images.ts';
import { environmentNamed } from '../../lookup/places.ts';
import { asksOf } from './asks.ts';
import { FindInput } from './input.ts';
import { narrowing } from './narrow.ts';
import { type Judged, present, shownAtMost } from './present.ts';
import { search } from './search.ts';

/** Checking a signature is a call to KMS each: beyond that it is told that the rest was not looked at. */
const judgedAtMost = 60;

/** `/ami find` */
export const find = defineCommand({
  name: 'find',
  summary: 'Search for AMIs: own, shared, public or Marketplace',
  examples: [
    'find web',
    'find tag:team=shop --approved production',
    'find web-* --not-approved --newer 30d',
    'find al2023-ami-* --owner amazon --architecture arm64',
    'find --state deprecated --older 1y',
  ],
  details: [
    'Without --from it looks through the AMIs of all configured accounts and those shared with them. Public and Marketplace AMIs are never listed without a part of the name, an id or an owner’s account id.',
    'Approved means that the signature on the AMI was checked: a tag alone anybody can write.',
    'Where an account or Region could not be asked, the answer says so and why.',
  ],
  menu: { group: 'AMIs', label: 'Find AMIs' },
  input: FindInput,
  iam: [...reads('ec2:DescribeImages', 'ec2:DescribeSnapshots'), { action: 'kms:Verify', on: ['proving-key'] }],
  onlyReads: true,
  async answer(input, context) {
    const { settings, requestedAt } = context;
    const wanted =
      input.approved !== undefined || input.notApproved ? environmentNamed(input.approved, settings).name : undefined;
    const fits = narrowing(input, requestedAt);
    const found = await search(asksOf(input, settings), context);
    let images = found.images.filter(fits);
    const more: string[] = [];
    if (wanted !== undefined) {
      const looked = images.slice(0, judgedAtMost);
      const judgements = await judgeImages(looked, wanted, context);
      images = looked.filter((image) => countsAsApproved(judgements.get(image.id), settings) !== input.notApproved);
      if (found.images.filter(fits).length > looked.length)
        more.push(`Only the newest ${judgedAtMost} were checked for their approval: narrow it to see further back.`);
    }
    const shown = images.slice(0, shownAtMost);
    const judged: Judged = new Map(
      await Promise.all(
        approvalEnvironments(settings).map(
          async (environment) => [environment, await judgeImages(shown, environment, context)] as const,
        ),
      ),
    );
    return present(input, { ...found, images }, judged, more, context);
  },
});
