/**
 * One file as it was read, or why it was not. `path` is relative to the source, with slashes. What is `skipped` was never
 * read and never will be, so that it keeps nothing else back; a `problem` says that something is unknown.
 */
export type SourceFile =
  | { path: string; bytes: Uint8Array }
  | { path: string; problem: string }
  | { path: string; skipped: string };

/** Which state of a source was read: a commit, a resource version. Shown to people, never believed. */
export interface SourceVersion {
  /** Opaque; equal ids mean equal contents. */
  id: string;
  /** What people call it, such as the first 12 characters of a commit. */
  label: string;
  author: string | null;
  /** RFC 3339. */
  at: string | null;
  /** The subject of a commit. */
  title: string | null;
}

/** Everything that a source says at one moment. */
export interface Snapshot {
  /** Null where the source keeps no versions. */
  version: SourceVersion | null;
  /** In the order of their paths. */
  files: AsyncIterable<SourceFile>;
  /** Whether no file at all is believed: an empty folder is rather a mistake. */
  mayBeEmpty?: boolean;
}

/** A source that is being followed by this process. */
export interface OpenSource {
  /**
   * Null while there is nothing to read yet. Throws an Error with words for people (a SourceFailure with a hint) when the
   * source cannot be read whole: a part never counts as the whole.
   */
  read(): Promise<Snapshot | null>;
  /** Begins to call `onChange` whenever the source may say something new. Called once. */
  watch(onChange: () => void): void;
  /** Ends watching, and a reading that is going on. */
  close(): Promise<void>;
}
