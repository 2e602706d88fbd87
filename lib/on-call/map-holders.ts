import type { OnCallConfig } from "@/lib/config/config";
import type { NamedShift } from "./shift";

export interface HeldShift {
  holder: string;
  startsAt: Date;
  endsAt: Date;
}

/** Pure. Names as daypass.yaml maps them to people; a name that it maps to nobody is nobody's shift. */
export function mapHolders(
  shifts: readonly NamedShift[],
  { issuer, people }: OnCallConfig["holders"],
): { held: HeldShift[]; unmapped: string[] } {
  const held = new Map<string, HeldShift>();
  const unmapped = new Set<string>();
  for (const { name, startsAt, endsAt } of shifts) {
    if (endsAt <= startsAt) continue;
    const key = name.trim().toLowerCase();
    const holder =
      (Object.hasOwn(people, key) ? people[key] : undefined) ??
      (issuer !== null && key.includes("@") ? `email:${issuer}#${key}` : undefined);
    if (holder === undefined) unmapped.add(name.trim().slice(0, 200));
    else held.set(`${holder} ${startsAt.getTime()} ${endsAt.getTime()}`, { holder, startsAt, endsAt });
  }
  return { held: [...held.values()], unmapped: [...unmapped].sort().slice(0, 50) };
}
