import Link from "next/link";
import { askHref } from "@/components/requests/ask-href";
import { Code } from "@/components/ui/code";
import { Notice } from "@/components/ui/layout";
import type { GrantView } from "@/lib/grants/view";
import type { RoleDetailView, ServiceDetailView } from "@/lib/services/view";

/** For whom a service sent here: who they are, what was missing, and which role gives exactly that. */
export function Missing({
  service,
  role,
  scope,
  environment,
  name,
  smaller,
  held,
}: {
  service: ServiceDetailView;
  role: RoleDetailView;
  scope: string;
  environment: string | undefined;
  name: string;
  smaller: RoleDetailView | null;
  held: GrantView | null;
}) {
  if (held) {
    return (
      <Notice hue="live" title="You hold what the call needed">
        You are signed in as {name}, and your access as {held.role} gives <Code>{scope}</Code>.{" "}
        <Link href={`/grants/${held.id}`} className="text-accent underline underline-offset-2">
          Get a token for it
        </Link>{" "}
        and call again.
      </Notice>
    );
  }
  const covers = scope.split(" ").every((each) => role.scopes.includes(each));
  return (
    <Notice hue="pending" title={`${service.title} refused a call of yours`}>
      You are signed in as {name}. The call needed <Code>{scope}</Code>
      {environment ? ` in ${environment}` : ""}, which you do not hold.{" "}
      {covers
        ? `“${role.title}” gives it: say for how long and why.`
        : "No role that you can ask for gives all of it."}
      {smaller ? (
        <>
          {" "}
          <Link
            href={`${askHref(service.ref, smaller.name, environment ?? null)}&scope=${encodeURIComponent(scope)}`}
            className="text-accent underline underline-offset-2"
          >
            “{smaller.title}” would do, and gives less
          </Link>
          .
        </>
      ) : null}
    </Notice>
  );
}
