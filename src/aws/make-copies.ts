import { CopyImageCommand } from '@aws-sdk/client-ec2';
import type { CopyWriter } from '../core/aws-copies.ts';
import { ebsOperations } from '../core/aws-encryption.ts';
import type { RunEc2 } from './make-ec2-reader.ts';
import { required, tagList } from './shapes.ts';

/** What EC2 does with the keys of source and copy, with the caller's rights. */
const throughKeys = ebsOperations.map((operation) => `kms:${operation}`);

/** Copies into one account and Region: the call goes to the destination, which pulls. */
export const makeCopyWriter = (run: RunEc2): CopyWriter => ({
  async copyImage({ source, name, description, keyId, tags, clientToken, withinMinutes }) {
    // The SDK would fill in a random token, and a repeated step would then make a second copy.
    if (!/^[\x21-\x7e]{1,64}$/.test(clientToken)) throw new TypeError(`a client token is 1 to 64 ASCII characters`);
    const Tags = tagList(tags);
    return run(async (call) => {
      const answer = await call({
        action: 'CopyImage',
        bucket: 'copy',
        alsoNeeds: [...(Tags.length > 0 ? ['ec2:CreateTags'] : []), ...(keyId === undefined ? [] : throughKeys)],
        send: (client, options) =>
          client.send(
            new CopyImageCommand({
              SourceImageId: source.imageId,
              SourceRegion: source.region,
              Name: name,
              Description: description,
              ClientToken: clientToken,
              // Always said: what AWS does without it differs by who owns the source and by the account's defaults.
              CopyImageTags: false,
              ...(keyId === undefined ? {} : { Encrypted: true, KmsKeyId: keyId }),
              ...(withinMinutes === undefined ? {} : { SnapshotCopyCompletionDurationMinutes: withinMinutes }),
              ...(Tags.length > 0
                ? {
                    TagSpecifications: [
                      { ResourceType: 'image', Tags },
                      { ResourceType: 'snapshot', Tags },
                    ],
                  }
                : {}),
            }),
            options,
          ),
      });
      return { imageId: required(answer.ImageId, 'CopyImage.ImageId') };
    });
  },
});
