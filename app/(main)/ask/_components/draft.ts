import { askHref } from "@/components/requests/ask-href";
import type { Another } from "./another";

/** What the form says so far. */
export interface Draft {
  service: string;
  role: string;
  environment: string | null;
  durationSeconds: number;
  justification: string;
  ticket?: string;
  startsAt?: string;
  beneficiary?: string;
  /** Further roles, on the same terms. */
  also?: Another[];
}

/** The draft as the verb for one role takes it. */
export const singleOf = ({ also: _, ...single }: Draft) => single;

/** The draft as the verb for several takes it. */
export function bundleOf({ also = [], ...first }: Draft) {
  const { service, role, environment, ...terms } = first;
  const items = [{ service, role, environment }, ...also].map((item) => ({
    service: item.service,
    role: item.role,
    environment: item.environment,
  }));
  return { ...terms, items };
}

/** A link that opens the form as it is. */
export const linkOf = ({ service, role, environment, ...filled }: Draft) =>
  askHref(service, role, environment, filled);
