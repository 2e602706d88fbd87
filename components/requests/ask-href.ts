import type { RequestView } from "@/lib/requests/view";

/** A role in a place. */
export interface AskedPlace {
  service: string;
  role: string;
  environment: string | null;
}

/** What a filled form says beside the place; the form opens with it, and asks nothing by itself. */
export interface Filled {
  durationSeconds?: number | undefined;
  justification?: string | undefined;
  ticket?: string | null | undefined;
  startsAt?: string | null | undefined;
  beneficiary?: string | null | undefined;
  /** What is asked together with it. */
  also?: readonly AskedPlace[] | undefined;
}

/** Where to ask for a role in a place, with the form as far as it is filled. `readFilled` is the other way round. */
export function askHref(
  service: string,
  role: string,
  environment: string | null,
  { durationSeconds, justification, ticket, startsAt, beneficiary, also = [] }: Filled = {},
): string {
  const said = {
    service,
    role,
    environment,
    duration: durationSeconds === undefined ? null : String(durationSeconds),
    justification,
    ticket,
    start: startsAt,
    beneficiary,
    also: also.map(placeText).join(","),
  };
  return `/ask?${new URLSearchParams(Object.entries(said).flatMap(([name, value]) => (value ? [[name, value]] : [])))}`;
}

/** The form as a request had filled it. */
export const askAgainHref = (request: RequestView): string =>
  askHref(request.service, request.role, request.environment, {
    durationSeconds: request.durationSeconds,
    justification: request.justification,
    ticket: request.ticket,
    startsAt: request.startsAt,
    beneficiary: request.askedBy ? request.requester.id : null,
  });

/** "shop/orders/orders-api/refunder/production" */
const placeText = ({ service, role, environment }: AskedPlace) =>
  [service, role, ...(environment === null ? [] : [environment])].join("/");

/** Null for what names no role of a service. */
export function readPlace(text: string): AskedPlace | null {
  const [namespace, application, component, role, environment = null, ...rest] = text.split("/");
  if (!namespace || !application || !component || !role || environment === "" || rest.length > 0) return null;
  return { service: `${namespace}/${application}/${component}`, role, environment };
}
