import { CoveredBy, PastAccess, SmallerRole } from "@/components/requests/known-here";
import { Card, Facts, Section } from "@/components/ui/layout";
import { durationWords, referenceWords } from "@/lib/declarations/describe";
import { limitWords } from "@/lib/declarations/limit-words";
import type { Background as Known } from "@/lib/requests/background";

/** What was asked beside what is declared and usual, and what the one who asks had here before. */
export function Background({ known }: { known: Known }) {
  const { past, covers, smaller, usualSeconds, limit, eligibleAs } = known;
  return (
    <Section title="To compare">
      <Card>
        <Facts
          items={[
            { name: "Limit", value: limitWords(limit.name, limit.seconds) },
            ...(usualSeconds === null ? [] : [{ name: "Usual", value: durationWords(usualSeconds) }]),
            ...(eligibleAs ? [{ name: "May ask as", value: referenceWords(eligibleAs) }] : []),
            { name: "Had it", value: past ? <PastAccess past={past} /> : "never before" },
            ...(smaller ? [{ name: "Smaller", value: <SmallerRole {...smaller} /> }] : []),
            ...(covers.length > 0 ? [{ name: "Covered by", value: <CoveredBy covers={covers} /> }] : []),
          ]}
        />
      </Card>
    </Section>
  );
}
