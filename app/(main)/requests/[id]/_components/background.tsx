import Link from "next/link";
import { Card, Facts, Section } from "@/components/ui/layout";
import { RelativeTime } from "@/components/ui/time";
import { durationWords, referenceWords } from "@/lib/declarations/describe";
import { limitWords } from "@/lib/declarations/limit-words";
import type { Background as Known } from "@/lib/requests/background";

/** What was asked beside what is declared and usual, and what the one who asks had here before. */
export function Background({ known }: { known: Known }) {
  const { past, covers, usualSeconds, limit, eligibleAs } = known;
  return (
    <Section title="To compare">
      <Card>
        <Facts
          items={[
            { name: "Limit", value: limitWords(limit.name, limit.seconds) },
            ...(usualSeconds === null ? [] : [{ name: "Usual", value: durationWords(usualSeconds) }]),
            ...(eligibleAs ? [{ name: "May ask as", value: referenceWords(eligibleAs) }] : []),
            { name: "Had it", value: past ? <Past past={past} /> : "never before" },
            ...(covers.length > 0 ? [{ name: "Covered by", value: <Covers covers={covers} /> }] : []),
          ]}
        />
      </Card>
    </Section>
  );
}

function Past({ past }: { past: NonNullable<Known["past"]> }) {
  return (
    <>
      {past.count === 1 ? "once" : `${past.count} times`}, last{" "}
      {past.ended === "by itself" ? "ended" : past.ended} <RelativeTime at={past.lastEndedAt} />
    </>
  );
}

function Covers({ covers }: { covers: Known["covers"] }) {
  return covers.map(({ grantId, role }, index) => (
    <span key={grantId}>
      {index > 0 ? ", " : ""}
      <Link href={`/grants/${grantId}`} className="underline underline-offset-2">
        {role}
      </Link>
    </span>
  ));
}
