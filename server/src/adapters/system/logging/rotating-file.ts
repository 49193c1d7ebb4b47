/**
 * A file of lines that is rotated by size: `x.log` is the current one, `x.log.1` the one before it, up to a count of old
 * ones. Lines are gathered and written in the background, in order; a file is never larger than its limit unless a single
 * line is. Writing never throws and never waits: when the disk fails, lines are kept up to a bound and dropped beyond it,
 * and the failure is told once until it is over. What waits when the process exits, for whatever reason it can still
 * tell, is written first. Only the owner may read the files.
 */
import { closeSync, fstatSync, openSync, renameSync, rmSync, write, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeDirectory } from '../make-directory.ts';

const BUFFERED_MAX_BYTES = 8 * 1_048_576;
const CHUNK_MAX_BYTES = 262_144;
/** How long lines are gathered: each write costs as much as several lines. */
export const GATHER_MS = 20;
const FILE_MODE = 0o600;

export interface RotatingFileOptions {
  readonly path: string;
  readonly maxSizeBytes: number;
  /** How many old files are kept; 0: none. */
  readonly backupCount: number;
  /** Told when writing begins to fail, not again until it has worked in between. */
  readonly onFailure: (error: Error) => void;
}

interface Line {
  readonly text: string;
  readonly length: number;
}

interface Chunk {
  readonly bytes: Buffer;
  /** Bytes that reached the file. */
  written: number;
}

/** Files that may have lines waiting when the process exits. */
const openFiles = new Set<RotatingFile>();

function flushAll(): void {
  for (const file of openFiles) file.flushSync();
}

export class RotatingFile {
  readonly #options: RotatingFileOptions;
  #fd: number | undefined;
  #size = 0;
  #lines: Line[] = [];
  #buffered = 0;
  #inFlight: Chunk | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failing = false;
  #closed = false;
  #dropped = 0;
  #waiting: (() => void)[] = [];

  constructor(options: RotatingFileOptions) {
    this.#options = options;
    if (openFiles.size === 0) process.on('exit', flushAll);
    openFiles.add(this);
  }

  /** Lines that were lost because the disk did not take them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a line, which ends with a line break. */
  write(text: string): void {
    const length = Buffer.byteLength(text);
    if (this.#closed || this.#buffered + length > BUFFERED_MAX_BYTES) {
      this.#dropped += 1;
      return;
    }
    this.#lines.push({ text, length });
    this.#buffered += length;
    this.#schedule();
  }

  /**
   * Writes at once what is waiting, for a process that is about to die. A chunk that is just being written is written
   * again: a line twice is better than the last line not at all.
   */
  flushSync(): void {
    try {
      if (this.#inFlight !== undefined) writeWhole(this.#open(), this.#inFlight);
      while (this.#lines.length > 0) {
        const chunk = this.#takeChunk();
        writeWhole(this.#open(), chunk);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Resolves when all lines are written, or could not be, and the file is closed. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#lines.length > 0 || this.#inFlight !== undefined) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        this.#writeNext();
      });
    }
    this.#closeFile();
    openFiles.delete(this);
    if (openFiles.size === 0) process.off('exit', flushAll);
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#inFlight !== undefined) return;
    this.#timer = setTimeout(() => this.#writeNext(), GATHER_MS);
  }

  #writeNext(): void {
    if (this.#inFlight !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines.length === 0) {
      this.#settle();
      return;
    }
    try {
      const chunk = this.#takeChunk();
      const fd = this.#open();
      this.#inFlight = chunk;
      this.#writeRest(fd, chunk);
    } catch (error) {
      this.#fail(error);
      this.#settle();
    }
  }

  #writeRest(fd: number, chunk: Chunk): void {
    write(fd, chunk.bytes, chunk.written, (error, count) => {
      if (error === null && chunk.written + count < chunk.bytes.length) {
        chunk.written += count;
        this.#writeRest(fd, chunk);
        return;
      }
      this.#inFlight = undefined;
      if (error === null) {
        this.#failing = false;
        this.#continue();
        return;
      }
      this.#keep(chunk);
      this.#fail(error);
      // Opened afresh at the next line: the disk may have been mounted again, or have room again.
      this.#closeFile();
      this.#settle();
    });
  }

  /** Gathers again, unless the file is being closed or more is waiting than one write takes. */
  #continue(): void {
    if (this.#closed || this.#lines.length === 0 || this.#buffered > CHUNK_MAX_BYTES) this.#writeNext();
    else this.#schedule();
  }

  /** What was not written waits for the next line. A line that was cut is begun again on a line of its own. */
  #keep({ bytes, written }: Chunk): void {
    const start = written === 0 ? 0 : bytes.lastIndexOf(0x0a, written - 1) + 1;
    const rest = bytes.toString('utf8', start);
    const text = start === written ? rest : `\n${rest}`;
    const length = Buffer.byteLength(text);
    this.#lines.unshift({ text, length });
    this.#buffered += length;
  }

  #settle(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** As many lines as fit into the file and the chunk, at least one; the file is rotated when not even one fits. */
  #takeChunk(): Chunk {
    this.#open();
    const first = this.#lines[0]?.length ?? 0;
    if (this.#size > 0 && this.#size + first > this.#options.maxSizeBytes) this.#rotate();
    const room = Math.min(CHUNK_MAX_BYTES, this.#options.maxSizeBytes - this.#size);
    let count = 0;
    let length = 0;
    let text = '';
    for (const line of this.#lines) {
      if (count > 0 && length + line.length > room) break;
      count += 1;
      length += line.length;
      text += line.text;
    }
    this.#lines.splice(0, count);
    const bytes = Buffer.from(text);
    this.#buffered = Math.max(0, this.#buffered - length);
    this.#size += length;
    return { bytes, written: 0 };
  }

  #open(): number {
    if (this.#fd !== undefined) return this.#fd;
    const { path } = this.#options;
    makeDirectory(dirname(path));
    this.#fd = openSync(path, 'a', FILE_MODE);
    this.#size = fstatSync(this.#fd).size;
    return this.#fd;
  }

  #rotate(): void {
    const { path, backupCount } = this.#options;
    this.#closeFile();
    try {
      rmSync(`${path}.${backupCount}`, { force: true });
      for (let number = backupCount; number > 0; number -= 1) {
        renameIfThere(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`);
      }
      if (backupCount === 0) rmSync(path, { force: true });
    } catch (error) {
      // Someone holds the file open (Windows): it grows by its size again before the next attempt.
      this.#fail(error);
      this.#open();
      this.#size = 0;
    }
    this.#open();
  }

  #closeFile(): void {
    if (this.#fd === undefined) return;
    const fd = this.#fd;
    this.#fd = undefined;
    try {
      closeSync(fd);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#failing) return;
    this.#failing = true;
    this.#options.onFailure(error instanceof Error ? error : new Error(String(error)));
  }
}

function writeWhole(fd: number, chunk: Chunk): void {
  for (let start = chunk.written; start < chunk.bytes.length; ) start += writeSync(fd, chunk.bytes, start);
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
