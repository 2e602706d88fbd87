import Link from "next/link";
import { StatusBadge, Tag } from "@/components/ui/status";
import { Countdown } from "@/components/ui/time";
import { oneOfWords, referenceWords } from "@/lib/declarations/describe";
import type { GrantView } from "@/lib/grants/view";
import type { ServiceView } from "@/lib/services/view";

/** A service in the catalogue: what it is, whose it is, what could be asked for. */
export function ServiceCard({ service, held }: { service: ServiceView; held: GrantView | null }) {
  return (
    <li className="rounded-lg border border-line bg-surface">
      <Link href={`/services/${service.ref}`} data-row className="grid gap-2 rounded-lg p-4 hover:bg-sunken">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-semibold">{service.title}</span>
          {held ? (
            <span className="inline-flex items-center gap-1.5 text-[13px] text-muted">
              <StatusBadge status="active" /> {held.role}, <Countdown until={held.endsAt} /> left
            </span>
          ) : null}
          {service.lifecycle === "deprecated" ? <Tag hue="pending">deprecated</Tag> : null}
          <span className="ml-auto font-mono text-muted text-xs">{service.ref}</span>
        </span>
        {service.description ? (
          <span className="line-clamp-2 text-muted text-sm">{service.description}</span>
        ) : null}
        <span className="text-[13px] text-muted">
          Owned by {oneOfWords(service.owners.map(referenceWords), "and")}
          {service.environments.length > 0 ? ` · ${service.environments.join(", ")}` : ""}
        </span>
        <span className="flex flex-wrap gap-x-4 gap-y-1 text-[13px]">
          {service.roles.map((role) => (
            <span key={role.name} className={role.requestable ? "font-medium" : "text-muted"}>
              {role.title}
              {role.requestable ? null : <span className="font-normal"> · {role.reason}</span>}
            </span>
          ))}
        </span>
      </Link>
    </li>
  );
}
