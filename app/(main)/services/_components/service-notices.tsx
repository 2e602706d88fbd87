import { Notice } from "@/components/ui/layout";
import { RelativeTime } from "@/components/ui/time";
import type { ServiceDetailView } from "@/lib/services/view";

/** What has to be known before anything is asked for here. */
export function ServiceNotices({ service }: { service: ServiceDetailView }) {
  return (
    <>
      {service.status === "withdrawn" ? (
        <Notice hue="pending" title="This service is no longer declared">
          Nothing new can be asked for here. What of yours still runs is under My access.
        </Notice>
      ) : null}
      {service.lifecycle === "deprecated" ? (
        <Notice hue="pending" title="This service is deprecated">
          Its team is about to give it up: look for what replaces it before you ask.
        </Notice>
      ) : null}
      {service.source.staleSince ? (
        <Notice hue="pending" title="What you see may be out of date">
          The source {service.source.name} could not be read since{" "}
          <RelativeTime at={service.source.staleSince} />; this is its last good state.
        </Notice>
      ) : null}
    </>
  );
}
