/** How strict and how fast the fake AWS is. Tests change it while it runs, through `FakeAws.settings`. */
export interface Settings {
  /** How long an image takes to become available. */
  paceMs: number;
  /** `generous` is far above what any test needs; `real` is AWS's documented token buckets. */
  throttling: 'generous' | 'real';
  /** A new image is not found for this long, and for so many looks at it. */
  newImageLag: { readonly ms?: number; readonly looks?: number } | undefined;
  /** Pending no-reboot images one instance may have at a time. */
  maxNoRebootImages: number;
  /** AWS refuses a second snapshot of a volume within 15 s; 0 switches the rule off. */
  snapshotSpacingMs: number;
  /** A new KMS grant does not decide before this long. */
  grantLagMs: number;
  /** Usage reports do not know yet what began to use an image so recently. AWS says up to a day. */
  usageLagMs: number;
  /** Snapshot copies under way into one account and Region. */
  maxSnapshotCopies: number;
  /** Image copies under way into one account and Region. */
  maxImageCopies: number;
  /** Pages of what runs and would start are never longer than this, whatever is asked for; AWS promises no length. */
  pageSize: number | undefined;
  /** Before every such page comes an empty one with a token, as AWS may send them. */
  emptyPages: boolean;
  /** Every event is put into the queue twice: EventBridge and SQS both promise at least once. */
  doubleEvents: boolean;
  /** Queues hand out the newest message first: they promise no order. */
  newestFirst: boolean;
}
