import type { Impact, Preview, ServicePreview } from "@/lib/previews/schema";

// What is said of a preview, whatever it is written in. Plain text: whoever writes it escapes it.

type Place = { role: string; environment: string | null };

const placeWords = ({ role, environment }: Place) =>
  environment === null ? role : `${role} in ${environment}`;

export const count = (number: number, one: string, many = `${one}s`) =>
  `${number} ${number === 1 ? one : many}`;

/** "2026-11-25 10:00 UTC" */
const instant = (at: string) => `${at.slice(0, 16).replace("T", " ")} UTC`;

/** One row of a list of what happens, by the list that it is in. */
export interface Fact {
  what: string;
  who: string;
  place: string;
  words: string;
}

export interface Facts {
  title: string;
  facts: Fact[];
}

/** What a change does to people, a list each; lists with nothing in them are left out. */
export function factsOf({ impact, approvers, withoutApprover }: ServicePreview): Facts[] {
  const lists: Facts[] = [
    {
      title: "Stages that nobody known here could decide",
      facts: withoutApprover.map((stage) => ({
        what: stage.isNews ? "nobody" : "nobody, as today",
        who: stage.approvers.join(", "),
        place: placeWords(stage),
        words: `stage ${stage.stage}`,
      })),
    },
    {
      title: "Other approvers",
      facts: approvers.map((one) => ({
        what: "decides",
        who: one.after.join(", ") || "nobody is asked",
        place: placeWords(one),
        words: `today: ${one.before.join(", ") || "nobody is asked"}`,
      })),
    },
    ...(impact ? impactFacts(impact) : []),
  ];
  return lists.filter(({ facts }) => facts.length > 0);
}

function impactFacts({ grants, requests, people, decided }: Impact): Facts[] {
  const crowds = people.flatMap(({ gain, lose, right, ...place }) => [
    { what: `gains: ${right}`, crowd: gain, place },
    { what: `loses: ${right}`, crowd: lose, place },
  ]);
  return [
    {
      title: "Access that runs now",
      facts: grants.map((grant) => ({
        what: grant.effect === "end" ? "ends" : grant.effect === "shorten" ? "ends sooner" : "gives less",
        who: grant.holder.name,
        place: placeWords(grant),
        words: grant.until ? `${instant(grant.until)} instead of ${instant(grant.endsAt)}` : grant.words,
      })),
    },
    {
      title: "Requests that wait now",
      facts: requests.map((request) => ({
        what: request.effect === "close" ? "closes" : "shorter",
        who: request.requester.name,
        place: placeWords(request),
        words: request.words,
      })),
    },
    {
      title: "Rights to ask and to decide",
      facts: crowds
        .filter(({ crowd }) => crowd.count > 0)
        .map(({ what, crowd, place }) => ({
          what,
          who: count(crowd.count, "person", "people"),
          place: placeWords(place),
          words: crowd.people.map(({ name }) => name).join(", "),
        })),
    },
    {
      title: `Requests of the last 90 days that would be decided differently: ${decided.differently} of ${decided.considered}`,
      facts: decided.examples.map((example) => ({
        what: example.outcome.replaceAll("-", " "),
        who: example.requester.name,
        place: placeWords(example),
        words: example.words,
      })),
    },
  ];
}

/** "2 grants end, 1 request closes, 4 people are told" */
export function headline({ services }: Preview): string {
  const grants = services.flatMap(({ impact }) => impact?.grants ?? []);
  const requests = services.flatMap(({ impact }) => impact?.requests ?? []);
  const having = (effect: string) => grants.filter((grant) => grant.effect === effect).length;
  const closes = requests.filter(({ effect }) => effect === "close").length;
  const told = services.reduce((sum, { impact }) => sum + (impact?.notified ?? 0), 0);
  const parts = [
    [having("end"), "access ends", "accesses end"],
    [having("shorten"), "access ends sooner", "accesses end sooner"],
    [having("lessen"), "access gives less", "accesses give less"],
    [closes, "request closes", "requests close"],
    [requests.length - closes, "request is cut", "requests are cut"],
    [told, "person is told", "people are told"],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, one, many]) => count(number, one, many));
  return said.length > 0 ? said.join(", ") : "Nothing that runs or waits is touched";
}
