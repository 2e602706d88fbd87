import { mostOfBundle } from "@/lib/requests/schema";
import type { RoleDetailView, RolePlaceView, ServiceDetailView } from "@/lib/services/view";
import { type AskedPlace, readPlace } from "./ask-href";

/** What a link to the form may say, beside what leads to it. */
export const filledNames = ["duration", "justification", "ticket", "start", "beneficiary", "also"] as const;

type Query = Partial<Record<(typeof filledNames)[number] | "role" | "environment", string>>;

interface Read {
  filled: {
    durationSeconds?: number;
    justification?: string;
    ticket?: string;
    startsAt?: string;
    beneficiary?: string;
  };
  also: AskedPlace[];
  /** What of the link means nothing here, in words. */
  problems: string[];
}

/** The form as a link has filled it. What cannot be used is said, never guessed. Pure. */
export function readFilled(
  query: Query,
  {
    service,
    role,
    now,
  }: {
    service: Pick<ServiceDetailView, "title">;
    role: Pick<RoleDetailView, "name" | "title"> & { places: Pick<RolePlaceView, "environment">[] };
    now: Date;
  },
): Read {
  const problems: string[] = [];
  if (query.role && query.role !== role.name)
    problems.push(`${service.title} has no role “${query.role}”: ${role.title} is chosen instead.`);
  else if (query.environment && !role.places.some(({ environment }) => environment === query.environment))
    problems.push(`${role.title} cannot be had in “${query.environment}”: look where it is asked for.`);
  const also = placesOf(query.also, problems);
  const durationSeconds = query.duration ? secondsOf(query.duration) : null;
  if (query.duration && durationSeconds === null)
    problems.push(`The duration “${query.duration}” is no number of seconds: the usual one is chosen.`);
  const startsAt = query.start ? startOf(query.start, now) : null;
  if (query.start && startsAt === null)
    problems.push(`The start “${query.start}” has passed, or is no instant: it would start with the yes.`);
  return {
    filled: {
      ...(durationSeconds === null ? {} : { durationSeconds }),
      ...(query.justification ? { justification: query.justification } : {}),
      ...(query.ticket ? { ticket: query.ticket } : {}),
      ...(startsAt === null ? {} : { startsAt }),
      ...(query.beneficiary ? { beneficiary: query.beneficiary } : {}),
    },
    also,
    problems,
  };
}

function placesOf(text: string | undefined, problems: string[]): AskedPlace[] {
  const read = (text ?? "").split(",").filter(Boolean);
  const places = read.flatMap((each) => readPlace(each) ?? []);
  if (places.length < read.length)
    problems.push("A further role that the link names cannot be read: it is left out.");
  if (places.length >= mostOfBundle)
    problems.push(`At most ${mostOfBundle} roles are asked for at once: the others are left out.`);
  return places.slice(0, mostOfBundle - 1);
}

function secondsOf(text: string): number | null {
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return seconds > 0 ? seconds : null;
}

function startOf(text: string, now: Date): string | null {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) || at <= now ? null : at.toISOString();
}
