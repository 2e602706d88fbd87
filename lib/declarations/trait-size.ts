import type { TraitProblem } from "./problem";
import { environmentsOf } from "./rules";
import type { AccessTrait } from "./trait";

/** Of the trait as JSON. Real ones have a few thousand characters. */
const mostCharacters = 64 * 1024;
/** Roles times environments in which they can be asked for. */
const mostPlaces = 600;

/** Two versions are compared place by place: what is larger than anybody writes must not keep a process busy. */
export function oversize(trait: AccessTrait): TraitProblem[] {
  const characters = JSON.stringify(trait).length;
  if (characters > mostCharacters)
    return [
      {
        severity: "error",
        rule: "trait-too-large",
        path: [],
        message: `The access trait has ${characters} characters as JSON, more than ${mostCharacters}.`,
        hint: "Split the component.",
      },
    ];
  const places = Object.keys(trait.roles).reduce(
    (sum, role) => sum + Math.max(1, environmentsOf(trait, role).length),
    0,
  );
  if (places <= mostPlaces) return [];
  return [
    {
      severity: "error",
      rule: "too-many-places",
      path: ["roles"],
      message: `The roles can be asked for in ${places} places together, more than ${mostPlaces}.`,
      hint: "Name under environments of each role where it is for, or split the component.",
    },
  ];
}
