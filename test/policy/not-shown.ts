/** Permissions whose loss no play notices, and why they are there all the same. */
export const notShown: Readonly<Record<string, string>> = {
  'AssayReader autoscaling:DescribeLaunchConfigurations (Read2)':
    'the sandbox has no group with a launch configuration; `test/aws/launchers.test.ts` “launch configurations, also more than fit into one question”',
  'AssayReader ec2:DescribeImageUsageReportEntries (Read)':
    'only once AWS has a report, a day after it was asked for; `test/commands/show.test.ts` “who uses it now, in every account, and what AWS does not know yet”',
  'AssayReader ec2:GetEbsEncryptionByDefault (Read)':
    'only without a configured key; `test/commands/copy.test.ts` “without a configured key nothing is copied, unless neither source nor copy is encrypted and that is allowed”',
  'AssayReader kms:DescribeKey (KMSDescribeKey2)':
    'the doctor looks at the signing key; where the organisation is named, its keys may be looked at anyway',
  'AssayReader ssm:GetParameters (ReadThroughAws2)':
    'no template of the sandbox names a parameter; `test/aws/launchers.test.ts` “an SSM parameter that does not exist stays what it is”',
  'AssayWorker ec2:DescribeImageUsageReports (Read)':
    'a retirement asks for it when accounts may not be looked into; `test/jobs/retire.test.ts` “counts accounts nobody may look into, by AWS’s report”',
  'AssayWorker imagebuilder:RetryImage (ImageBuilderGetImage)':
    'no pipeline of the sandbox fails in its distribution; `test/jobs/build.test.ts` “whose distribution failed is repeated from there, by people only, and builds once”',
};
