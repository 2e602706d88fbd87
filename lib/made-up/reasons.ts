import type { Chance } from "./chance";
import type { Kind } from "./services";

/** Why somebody asks, in the words that people use. */
const reasons: Record<Kind, string[]> = {
  api: [
    "Requests of partner # time out since the deploy",
    "Checking the limits before the campaign of week #",
    "Step # of the migration needs the new switch",
    "Customer # gets error 422 on every call",
  ],
  store: [
    "Customer # says the address is wrong, looking at the record",
    "Counting duplicates for ticket #",
    "Order # shows two states at once",
    "Numbers for the weekly review, batch #",
  ],
  console: [
    "Case # waits since yesterday",
    "Customer # was charged twice and is on the phone",
    "Taking over the cases of a colleague who is ill, queue #",
    "Customer # cannot get into the account",
  ],
  pipeline: [
    "Run # stopped in the middle, starting it again",
    "Feed # came late and has to be taken in today",
    "Looking why run # took twice as long",
  ],
  cluster: [
    "Pods of release # do not become ready",
    "Rolling back release #",
    "Node # has no disk left",
    "Heap dump of replica # while it leaks",
  ],
  vault: [
    "Rotating the key of partner #",
    "Acquirer # asks for the fingerprint of our certificate",
    "Comparing the value in staging with production, change #",
  ],
  ledger: ["Auditors ask for entry #", "Closing the month, step #", "Payout # was returned by the bank"],
};

export function reasonFor(chance: Chance, kind: Kind): string {
  return chance.pick(reasons[kind]).replace("#", String(chance.int(1_000, 98_999)));
}

export const incidentReason = (chance: Chance) =>
  `INC-${chance.int(1_000, 9_999)}: ${chance.pick(["errors above five in a hundred", "nothing goes through", "answers take ten seconds", "the queue only grows"])}`;

export const ticketFor = (chance: Chance) => `OPS-${chance.int(1_000, 99_999)}`;
