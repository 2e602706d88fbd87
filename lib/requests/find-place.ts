import type { Ask, Refusal } from "./ask";

/** The role and the environment by name, or what is wrong with them. The only environment need not be named. */
export function findPlace(ask: Ask): { environment: string | null } | { refusal: Refusal } {
  if (ask.service.status === "withdrawn") {
    return {
      refusal: {
        code: "not-requestable",
        detail: `${ask.service.title} is no longer declared, so nothing new can be asked for there.`,
      },
    };
  }
  const role = Object.hasOwn(ask.trait.roles, ask.role) ? ask.trait.roles[ask.role] : undefined;
  if (!role) {
    return {
      refusal: {
        code: "invalid-input",
        path: "role",
        detail: `role: ${ask.service.title} has no role "${ask.role}". It has ${Object.keys(ask.trait.roles).join(", ")}.`,
      },
    };
  }
  const places = role.environments ?? Object.keys(ask.trait.environments ?? {});
  const [only] = places;
  if (ask.environment === null) {
    if (only === undefined) return { environment: null };
    if (places.length === 1) return { environment: only };
    return {
      refusal: {
        code: "invalid-input",
        path: "environment",
        detail: `environment: say which: ${places.join(", ")}.`,
      },
    };
  }
  if (places.includes(ask.environment)) return { environment: ask.environment };
  const known =
    places.length > 0 ? `It can be had in ${places.join(", ")}.` : "The declaration names no environments.";
  return {
    refusal: {
      code: "invalid-input",
      path: "environment",
      detail: `environment: ${ask.role} does not exist in "${ask.environment}". ${known}`,
    },
  };
}
