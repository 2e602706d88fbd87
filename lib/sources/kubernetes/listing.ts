import type { Application } from "./application";
import type { WatchEvent } from "./watch-events";

/** Everything that was there at one resource version. */
export interface Listing {
  resourceVersion: string;
  /** By path, without those that are gone. */
  applications: Map<string, Application>;
}

/** Brings a listing up to an event. Whether that changed anything which a declaration can be made of. */
export function applyEvent(listing: Listing, event: WatchEvent): boolean {
  listing.resourceVersion = event.resourceVersion;
  if (event.type === "bookmark") return false;
  const { applications } = listing;
  const { application } = event;
  const { path } = application;
  if (event.type === "delete" || application.isGone) return applications.delete(path);
  const held = applications.get(path);
  applications.set(path, application);
  return held?.mark !== application.mark;
}

/** Whether two listings say different things. One that was deleted and created again is another: its uid says so. */
export function differ(one: Listing, other: Listing): boolean {
  if (one.applications.size !== other.applications.size) return true;
  for (const [path, { mark }] of one.applications)
    if (other.applications.get(path)?.mark !== mark) return true;
  return false;
}
