import type { DestinationView } from "@/lib/outbox/schema";
import type { SourceView } from "@/lib/sources/view";
import type { KeyView } from "@/lib/tokens/list-keys";
import type { Backlog } from "@/lib/worker/backlog";

interface Trouble {
  hue: "pending" | "refused";
  title: string;
  text: string;
}

interface State {
  sources: SourceView[];
  destinations: DestinationView[];
  keys: KeyView[];
  backlog: Backlog;
  now: number;
}

const lateMs = 60_000;

/** What is wrong, in words and with what to do; nothing when nothing is. */
export function troublesOf({ sources, destinations, keys, backlog, now }: State): Trouble[] {
  return [
    ...sources.flatMap(sourceTrouble),
    ...destinations.flatMap((destination) => destinationTrouble(destination, now)),
    ...(keys.some((key) => key.state === "signing")
      ? []
      : [
          {
            hue: "refused" as const,
            title: "There is no key to sign with",
            text: "No token can be made. A process makes a key when it starts: restart one and look at its log.",
          },
        ]),
    ...(backlog.overdueGrants + backlog.overdueRequests > 0
      ? [
          {
            hue: "pending" as const,
            title: "The worker is behind",
            text: `${backlog.overdueGrants} ended grants and ${backlog.overdueRequests} requests wait to be marked. Access itself ended on time. If this stays, no process runs its worker.`,
          },
        ]
      : []),
  ];
}

function sourceTrouble({ name, kind, state, problems, unreadableSince }: SourceView): Trouble[] {
  if (unreadableSince)
    return [
      {
        hue: "refused",
        title: `${name} cannot be read`,
        text: `${problems[0]?.message ?? ""} The catalogue keeps its last good state.`.trim(),
      },
    ];
  const errors = problems.filter((problem) => problem.severity === "error").length;
  if (state === "stale")
    return [
      {
        hue: "pending",
        title: `The catalogue shows an older state of ${name}`,
        text: `${errors === 1 ? "One error keeps" : `${errors} errors keep`} it from being read in full. What is broken keeps its last good version.`,
      },
    ];
  return state === "new" && kind !== "upload"
    ? [
        {
          hue: "pending",
          title: `${name} was not read yet`,
          text: "It is registered, and its first reading has not ended.",
        },
      ]
    : [];
}

function destinationTrouble(
  { name, kind, waiting, waitingSince, attempts, givenUp, lastError }: DestinationView,
  now: number,
): Trouble[] {
  const stuck = waiting + givenUp;
  if (stuck === 0) return [];
  if (kind === "gone")
    return [
      {
        hue: "pending",
        title: `${name} is no longer in daypass.yaml`,
        text: `${stuck} messages wait for it in vain.`,
      },
    ];
  const said = lastError ? ` The last failure: ${lastError}.` : "";
  if (givenUp > 0)
    return [
      {
        hue: "refused",
        title: `${givenUp === 1 ? "A message" : `${givenUp} messages`} for ${name} did not arrive`,
        text: `${givenUp === 1 ? "It was" : "They were"} given up.${said} Send ${givenUp === 1 ? "it" : "them"} again once that is mended.`,
      },
    ];
  if (attempts < 2 && now - Date.parse(waitingSince ?? "") < lateMs) return [];
  return [
    {
      hue: "refused",
      title: `${name} does not take what it is sent`,
      text: `${waiting} messages wait, in order.${said} They are tried again by themselves.`,
    },
  ];
}
