import type { Config } from "@/lib/config/config";
import { digestOf } from "@/lib/declarations/digest";
import type { AccessTrait } from "@/lib/declarations/trait";
import { type Place, placesOf } from "./places";
import type { ServicePreview } from "./schema";

/** Which roles a change touches, and whose yes they need before and after. Pure. */
export function differences(
  before: AccessTrait | null,
  after: AccessTrait | null,
  config: Pick<Config, "limits">,
): Pick<ServicePreview, "roles" | "approvers"> {
  const then = placesOf(before, config);
  const next = placesOf(after, config);
  const had = new Set(Object.keys(before?.roles ?? {}).toSorted());
  const has = new Set(Object.keys(after?.roles ?? {}).toSorted());
  const changed = new Set<string>();
  const approvers: ServicePreview["approvers"] = [];
  for (const key of new Set([...then.keys(), ...next.keys()])) {
    const [was, is] = [then.get(key), next.get(key)];
    const { role, environment } = is ?? was ?? { role: "", environment: null };
    if (digestOf(was?.rules ?? null) !== digestOf(is?.rules ?? null)) changed.add(role);
    const [asked, asks] = [approversOf(was), approversOf(is)];
    if (asked.join() !== asks.join()) approvers.push({ role, environment, before: asked, after: asks });
  }
  return {
    roles: {
      added: [...has].filter((role) => !had.has(role)),
      removed: [...had].filter((role) => !has.has(role)),
      changed: [...changed].toSorted().filter((role) => had.has(role) && has.has(role)),
    },
    approvers,
  };
}

const approversOf = (place: Place | undefined) =>
  !place || place.rules.approval.autoApprove
    ? []
    : [...new Set(place.rules.approval.stages.flatMap((stage) => stage.approvers))].toSorted();
