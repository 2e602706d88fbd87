import Link from "next/link";
import { Code } from "@/components/ui/code";
import { StatusBadge, Tag } from "@/components/ui/status";
import { Countdown } from "@/components/ui/time";
import { oneOfWords, referenceWords } from "@/lib/declarations/describe";
import type { GrantView } from "@/lib/grants/view";
import type { ServiceView } from "@/lib/services/view";
import { Favourite } from "./favourite";

/** A service in the catalogue: what it is, whose it is, what could be asked for. */
export function ServiceCard({ service, held }: { service: ServiceView; held: GrantView[] }) {
  const open = service.roles.filter((role) => role.requestable);
  const closed = service.roles.filter((role) => !role.requestable);
  return (
    <li className="relative grid gap-2 rounded-lg border border-line bg-surface p-4 hover:border-line-strong">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 pr-9">
        <h2 className="font-semibold">
          <Link
            href={`/services/${service.ref}`}
            data-row
            className="outline-none after:absolute after:inset-0 after:rounded-lg focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:outline-offset-2"
          >
            {service.title}
          </Link>
        </h2>
        {service.status === "withdrawn" ? <Tag hue="pending">withdrawn</Tag> : null}
        {service.lifecycle === "deprecated" ? <Tag hue="pending">deprecated</Tag> : null}
        {held.map((grant) => (
          <span key={grant.id} className="tabular inline-flex items-center gap-1.5 text-[13px] text-muted">
            <StatusBadge status="active" />
            <span>
              {grant.role}
              {grant.environment ? ` in ${grant.environment}` : ""}, <Countdown until={grant.endsAt} /> left
            </span>
          </span>
        ))}
        <Code className="text-muted sm:ml-auto">{service.ref}</Code>
        <Favourite service={service} className="absolute top-3 right-3" />
      </div>
      {service.description ? <p className="line-clamp-2 text-muted text-sm">{service.description}</p> : null}
      <p className="text-[13px] text-muted">
        {oneOfWords(service.owners.map(referenceWords), "and")}
        {service.environments.length > 0 ? ` · ${service.environments.join(", ")}` : ""}
      </p>
      {open.length > 0 ? (
        <ul aria-label={`Roles of ${service.title} that you can ask for`} className="flex flex-wrap gap-1.5">
          {open.map((role) => (
            <li key={role.name}>
              <Tag hue="accent">{role.title}</Tag>
            </li>
          ))}
        </ul>
      ) : null}
      {closed.length > 0 ? (
        <ul className="grid gap-0.5 text-[13px] text-muted">
          {closed.map((role) => (
            <li key={role.name}>
              {role.title}: {role.reason}
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}
