import type { RoleDetailView, ServiceDetailView } from "@/lib/services/view";

interface Asked {
  role?: string;
  scope?: string;
}

/** The role that was named; else, of those that cover the missing scopes, the one that gives the least beside them. */
export function chooseRole(service: ServiceDetailView, asked: Asked): RoleDetailView | undefined {
  return service.roles.find((role) => role.name === asked.role) ?? covering(service, asked.scope)[0];
}

/** A role that covers the same and gives less than the one that was named. */
export function smallerRole(
  service: ServiceDetailView,
  role: RoleDetailView,
  scope: string,
): RoleDetailView | null {
  const [least] = covering(service, scope);
  return least?.requestable && least.scopes.length < role.scopes.length ? least : null;
}

function covering(service: ServiceDetailView, scope: string | undefined): RoleDetailView[] {
  const wanted = scope?.split(" ").filter(Boolean) ?? [];
  return service.roles
    .filter((role) => wanted.every((each) => role.scopes.includes(each)))
    .sort(
      (one, other) =>
        Number(other.requestable) - Number(one.requestable) || one.scopes.length - other.scopes.length,
    );
}
