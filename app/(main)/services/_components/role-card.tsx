import { BreakGlassTag } from "@/components/requests/break-glass-tag";
import { Code } from "@/components/ui/code";
import { RiskTag, Tag } from "@/components/ui/status";
import type { GrantView } from "@/lib/grants/view";
import type { RequestView } from "@/lib/requests/view";
import type { RoleDetailView, ServiceDetailView } from "@/lib/services/view";
import { PlaceRow } from "./place-row";

/** One role in plain words: what it lets its holder do, and for every place how long, who decides, and what to do now. */
export function RoleCard({
  service,
  role,
  held,
  waiting,
}: {
  service: ServiceDetailView;
  role: RoleDetailView;
  held: GrantView[];
  waiting: RequestView[];
}) {
  return (
    <li className="overflow-hidden rounded-lg border border-line bg-surface" id={`role-${role.name}`}>
      <div className="grid gap-2.5 p-4">
        <h3 className="flex flex-wrap items-center gap-2 font-semibold">
          {role.title}
          {role.title === role.name ? null : <Code className="font-normal text-muted">{role.name}</Code>}
          <RiskTag risk={role.risk} />
          {role.breakGlass ? <BreakGlassTag /> : null}
        </h3>
        {role.description ? <p className="max-w-prose text-muted text-sm">{role.description}</p> : null}
        <ul className="grid list-disc gap-0.5 pl-4 text-sm marker:text-muted">
          {role.permissions.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {role.conflictsWith.length > 0 ? (
          <p className="flex flex-wrap items-center gap-1.5 text-[13px] text-muted">
            Not together with{" "}
            {role.conflictsWith.map((other) => (
              <Tag key={other}>{other}</Tag>
            ))}
          </p>
        ) : null}
      </div>
      <ul aria-label={`Where ${role.title} can be had`} className="border-line border-t">
        {role.places.map((place) => (
          <PlaceRow
            key={place.environment ?? ""}
            service={service}
            role={role}
            place={place}
            held={held.find((grant) => grant.role === role.name && grant.environment === place.environment)}
            waiting={waiting.find(
              (request) => request.role === role.name && request.environment === place.environment,
            )}
          />
        ))}
      </ul>
    </li>
  );
}
