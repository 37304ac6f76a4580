import { pino } from 'pino';
import { makeAws } from '../aws/make-aws.ts';
import { accessOf } from '../config/access-of.ts';
import type { Config } from '../config/load-config.ts';
import { settingsOf } from '../config/settings-of.ts';
import { signingOf } from '../config/signing-of.ts';
import type { AwsReader, CallTerms } from '../core/aws.ts';
import { nobody } from '../core/people.ts';
import type { Store } from '../store/make-store.ts';

/** Asks AWS as the reader role, for nobody but the one who typed this. */
export async function withAws<T>(
  { file }: Config,
  { budget }: Pick<Store, 'budget'>,
  patience: CallTerms['patience'],
  work: (aws: AwsReader) => Promise<T>,
): Promise<T> {
  const aws = makeAws({
    accounts: accessOf(file),
    budget,
    hubRegion: file.aws.region,
    signing: signingOf(settingsOf(file)),
    limitShare: file.aws.limitShare,
    log: pino({ level: 'silent' }),
  });
  try {
    return await work(aws.reader({ reference: 'audit', userId: nobody.userId }, { patience }));
  } finally {
    aws.close();
  }
}
