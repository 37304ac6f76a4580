import { type SentinelConnectionOptions, SentinelConnector } from 'ioredis';

type Connect = SentinelConnector['connect'];

/**
 * ioredis' own, which also lets go of the Sentinels it listens to when the server closes the connection. Without that a
 * client that was ended with QUIT, as BullMQ ends its own, would hold the process for ever.
 */
export class TidySentinelConnector extends SentinelConnector {
  /** @param options ioredis hands its own to whatever connector it is given, and types them as unknown */
  constructor(options: unknown) {
    super(options as SentinelConnectionOptions);
  }

  override async connect(...parameters: Parameters<Connect>): ReturnType<Connect> {
    const stream = await super.connect(...parameters);
    stream.once('close', () => {
      // It was ended by us, which let go of them; or reconnecting has begun with another one.
      if (!this.connecting || this.stream !== stream) return;
      // It is closed already: there is nothing to end, and no time to wait for its end.
      Reflect.deleteProperty(this, 'stream');
      this.disconnect();
    });
    return stream;
  }
}
