import { oneOfWords, referenceWords } from "@/lib/declarations/describe";
import { placeWords } from "@/lib/narrowing/words";
import type { Impact, Outcome, ServicePreview } from "@/lib/previews/schema";

// The answer of a preview, a line each. Nothing is worked out here.

/** Of the places in which the same people gain or lose the same, one line. */
export function rightLines(people: Impact["people"]): string[] {
  const places = new Map<string, string[]>();
  for (const { right, gain, lose, ...place } of people) {
    const said = [
      gain.count > 0 ? `${crowdWords(gain)} could ${right} for` : "",
      lose.count > 0 ? `${crowdWords(lose)} could no longer ${right} for` : "",
    ].filter(Boolean);
    for (const words of said) places.set(words, [...(places.get(words) ?? []), placeWords(place)]);
  }
  return [...places].map(([words, where]) => `${words} ${oneOfWords(where, "and")}`);
}

function crowdWords({ count, people }: Impact["people"][number]["gain"]): string {
  if (people.length === 0) return count === 1 ? "One more person" : `${count} more people`;
  const names = people.slice(0, 3).map(({ name }) => name);
  const rest = count - names.length;
  return rest > 0 ? `${names.join(", ")} and ${rest} more` : oneOfWords(names, "and");
}

export const grantLines = (grants: Impact["grants"]): string[] =>
  grants.map(({ holder, effect, words, ...place }) => {
    const what = { end: "ends", shorten: "ends sooner", lessen: "lets less be done" }[effect];
    return `${holder.name}, ${placeWords(place)}: ${what} (${words})`;
  });

export const requestLines = (requests: Impact["requests"]): string[] =>
  requests.map(({ requester, effect, words, ...place }) => {
    const what = effect === "close" ? "closes" : "is shortened";
    return `${requester.name}, ${placeWords(place)}: ${what} (${words})`;
  });

const outcomeWords: Record<Outcome, string> = {
  refused: "would be refused",
  "no-longer-refused": "would no longer be refused",
  "approved-at-once": "would be approved at once",
  "no-longer-approved-at-once": "would no longer be approved at once",
  "more-approvals": "would need more approvals",
  "fewer-approvals": "would need fewer approvals",
  "other-approvers": "would be decided by others",
  shorter: "would be shorter",
  longer: "would be longer",
};

export const decidedLines = ({ considered, counts }: Impact["decided"]): string[] =>
  counts.map(({ outcome, count }) => `${count} of ${considered} ${outcomeWords[outcome]}`);

/** Only what the edit brings about. */
export const stageLines = (stages: ServicePreview["withoutApprover"]): string[] =>
  stages
    .filter(({ isNews }) => isNews)
    .map(({ stage, approvers, ...place }) => {
      const asked = oneOfWords(approvers.map(referenceWords));
      return `${placeWords(place)}, stage ${stage}: nobody known here is ${asked}`;
    });
