export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

/** Where Redis is. With `sentinel` or `cluster` the URL gives user, password and TLS only. */
export interface RedisAddress {
  /** `redis://…` or `rediss://…` */
  readonly url: string;
  /** Holds for Sentinels and the nodes of a cluster too. */
  readonly tls?: {
    /** The certificate itself, as PEM. */
    readonly ca?: string;
    readonly servername?: string;
  };
  readonly sentinel?: {
    /** What the Sentinels call the master. */
    readonly name: string;
    readonly nodes: readonly RedisNode[];
    /** The Sentinels' own; Redis' stands in the URL. */
    readonly password?: string;
  };
  readonly cluster?: readonly RedisNode[];
}
