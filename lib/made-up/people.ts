import type { IssuerConfig } from "@/lib/config/config";
import { idAt } from "@/lib/db/ids";
import { mapClaims } from "@/lib/principals/map-claims";
import type { Principal } from "@/lib/principals/principal";
import type { Absence } from "./absences";
import type { Chance } from "./chance";
import { type Team, teams } from "./teams";

/** Somebody whom the demo's login knows. */
export interface Persona {
  id: string;
  name: string;
  groups: string[];
}

export interface Employee {
  principal: Principal;
  works: Team["works"];
  /** How often they ask, beside others. */
  asks: number;
  /** How much of what their team is asked they decide, beside others. */
  decides: number;
  joinedAt: Date;
  /** When somebody else decides for them. */
  absence: Absence | null;
}

/** Everybody of the company as the issuer would vouch for them: the demo's people, and others up to `count`. */
export function makePeople(
  chance: Chance,
  issuer: IssuerConfig,
  personas: readonly Persona[],
  { count, from, to }: { count: number; from: Date; to: Date },
): Employee[] {
  const seats = teams.flatMap((team) => Array.from({ length: team.size }, () => team));
  const names = shuffled(
    chance,
    first.flatMap((given) => last.map((family) => `${given} ${family}`)),
  );
  const others = Math.max(0, count - personas.length);
  const employees = personas.map((persona) => employee(chance, issuer, persona, "europe", from));
  for (let index = 0; index < others; index++) {
    // Every team has somebody, however small the company is.
    const team = seats[Math.floor(((index + 0.5) * seats.length) / others)] ?? teams[0];
    const name = names[index];
    if (!team || !name) throw new RangeError("there are not so many names");
    const isNew = chance.isLucky(0.22);
    const joinedAt = isNew
      ? new Date(from.getTime() + chance.next() * 0.9 * (to.getTime() - from.getTime()))
      : from;
    const groups = team.department ? [team.department, team.name] : [team.name];
    const id = name.toLowerCase().replace(/[^a-z]+/g, ".");
    employees.push(employee(chance, issuer, { id, name, groups }, team.works, joinedAt));
  }
  return employees;
}

function employee(
  chance: Chance,
  issuer: IssuerConfig,
  { id, name, groups }: Persona,
  works: Team["works"],
  joinedAt: Date,
): Employee {
  const claims = { sub: id, name, preferred_username: id, email: `${id}@example.com`, groups };
  const principal: Principal = {
    id: idAt("prn", joinedAt.getTime(), chance.bytes(10)),
    kind: "user",
    issuer: issuer.issuer,
    ...mapClaims(issuer, claims),
    deactivatedAt: null,
    standsInFor: [],
  };
  return {
    principal,
    works,
    asks: chance.about(1, 0.8),
    decides: chance.about(1, 0.9),
    joinedAt,
    absence: null,
  };
}

function shuffled<T>(chance: Chance, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: chance.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

const first =
  "Aisha Alba Amara Anders Anika Ben Carla Chen Dana Diego Elif Emil Erik Fatima Felix Freya Gabriel Hana Hugo Ida Imran Ines Ivan Jana Jonas Kaito Kofi Lara Leila Liam Lin Lucia Maja Malik Marta Mateo Maya Milan Nadia Nils Noor Oskar Paula Pedro Priya Rafael Rania Robin Rosa Samir Sara Sofia Tarek Thea Tomas Uma Vera Wei Yara Yusuf Zoe".split(
    " ",
  );
const last =
  "Abadi Adler Almeida Bakker Banerjee Berg Castillo Cohen Costa Dahl Diallo Duarte Eriksen Farouk Ferrari Fischer Fontaine Garcia Haas Hansen Ibrahim Ito Jansen Jensen Kaya Keller Khan Kim Kowalski Larsen Lehmann Lindqvist Marin Mbeki Meyer Moreau Nakamura Navarro Novotny Okafor Olsen Patel Petrov Quist Reyes Romano Rossi Sato Schmidt Silva Sorensen Tanaka Torres Usman Vargas Weber Wong Yilmaz Zhang Ziegler".split(
    " ",
  );
