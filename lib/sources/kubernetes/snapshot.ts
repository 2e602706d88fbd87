import { createHash } from "node:crypto";
import type { Snapshot, SourceFile } from "../source";
import type { Application } from "./application";
import { mostApplications } from "./list-applications";
import type { Listing } from "./listing";

const mostBytes = 256 * 1024 * 1024;

/** What the listings of a source's scopes say together. Throws with words when that is more than a catalogue can hold. */
export function snapshotOf(listings: readonly Listing[]): Snapshot {
  const applications = listings
    .flatMap((listing) => [...listing.applications.values()])
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  if (applications.length > mostApplications)
    throw new Error(`The source holds more than ${mostApplications} Applications.`);
  if (applications.reduce((sum, { file }) => sum + sizeOf(file), 0) > mostBytes)
    throw new Error(`The Applications of the source are larger than ${mostBytes / 1024 ** 2} MiB together.`);
  const hash = createHash("sha256");
  for (const { path, mark } of applications) hash.update(`${path} ${mark}\n`);
  const [first, ...others] = listings;
  const id = `sha256:${hash.digest("hex")}`;
  return {
    version: {
      id,
      // Versions of several lists cannot be said as one.
      label: first && others.length === 0 ? `resourceVersion ${first.resourceVersion}` : id.slice(7, 19),
      author: null,
      at: null,
      title: applications.length === 1 ? "1 Application" : `${applications.length} Applications`,
    },
    files: filesOf(applications),
    // A list that was answered whole says it.
    mayBeEmpty: true,
  };
}

const sizeOf = (file: SourceFile) => ("bytes" in file ? file.bytes.length : 0);

async function* filesOf(applications: readonly Application[]): AsyncGenerator<SourceFile> {
  for (const { file } of applications) yield file;
}
