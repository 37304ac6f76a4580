import { randomBytes } from 'node:crypto';

/** An uploaded file: asked for, its bytes sent, the upload completed, processed; in this order. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  /** Bytes announced, and all that is taken. */
  readonly length: number;
  title: string | undefined;
  bytes: Buffer | undefined;
  /** When Slack will be done looking at it, milliseconds; `undefined` until the upload was completed. */
  readyAt: number | undefined;
}

const pngBegins = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Files of the workspace. All are the app's own and private: what it shows them in decides who sees them. */
export class FileStore {
  readonly #files = new Map<string, StoredFile>();
  readonly #uploads = new Map<string, StoredFile>();
  readonly #now: () => number;
  readonly #processingMs: number;

  constructor(now: () => number, processingMs: number) {
    this.#now = now;
    this.#processingMs = processingMs;
  }

  /** Returns the new file's id and the secret part of the address its bytes go to, once. */
  announce(name: string, length: number): { readonly id: string; readonly key: string } {
    const id = `F0${randomBytes(5).toString('hex').toUpperCase().slice(0, 9)}`;
    const key = randomBytes(18).toString('hex');
    const file: StoredFile = { id, name, length, title: undefined, bytes: undefined, readyAt: undefined };
    this.#files.set(id, file);
    this.#uploads.set(key, file);
    return { id, key };
  }

  /** Takes the bytes. The string is what is wrong: an address unknown or used, or another size than announced. */
  receive(key: string, bytes: Buffer): 'unknown_upload' | 'wrong_size' | undefined {
    const file = this.#uploads.get(key);
    if (file === undefined) return 'unknown_upload';
    // One use, whatever comes of it.
    this.#uploads.delete(key);
    if (bytes.length !== file.length) return 'wrong_size';
    file.bytes = bytes;
    return undefined;
  }

  /** Ends an upload. Returns nothing when no bytes came under this id, or it was ended before. */
  complete(id: string, title: string | undefined): StoredFile | undefined {
    const file = this.#files.get(id);
    if (file?.bytes === undefined || file.readyAt !== undefined) return undefined;
    file.title = title;
    file.readyAt = this.#now() + this.#processingMs;
    return file;
  }

  /** A picture that can be shown: there, uploaded, processed, and a PNG. */
  picture(id: string): StoredFile | undefined {
    const file = this.#files.get(id);
    if (file?.bytes === undefined || file.readyAt === undefined || this.#now() < file.readyAt) return undefined;
    return file.bytes.subarray(0, 8).equals(pngBegins) ? file : undefined;
  }
}
