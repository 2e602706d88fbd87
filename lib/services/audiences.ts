import type { ServiceDeclaration } from "@/lib/declarations/report";

/** Every `aud` that tokens of this service may carry: what it names, and its reference where it names none. */
export function audiencesOf({ ref, trait }: Pick<ServiceDeclaration, "ref" | "trait">): string[] {
  const places = Object.values(trait.environments ?? {}).flatMap((place) => place.audience ?? []);
  return [...new Set([ref, ...places, ...(trait.token?.audience ? [trait.token.audience] : [])])];
}
