import Link from "next/link";
import { Person } from "@/components/people/person";
import { Id } from "@/components/ui/id";
import { Card, Facts, Section } from "@/components/ui/layout";
import { ClockTime, ExactTime } from "@/components/ui/time";
import { durationWords, permissionWords } from "@/lib/declarations/describe";
import type { ExtensionView } from "@/lib/requests/extension";
import type { RequestView } from "@/lib/requests/view";

/** Exactly what a yes gives, or gave. */
export function Granted({ request }: { request: RequestView }) {
  const { status, durationSeconds, effectiveDurationSeconds, cappedBy, startsAt } = request;
  const isGranted = status === "approved";
  return (
    <Section title={isGranted ? "What was granted" : "What would be granted"}>
      <Card className="grid gap-3">
        <ul className="grid list-disc gap-0.5 pl-4 text-sm marker:text-muted">
          {permissionWords({ ...request.grants, authorizationDetails: [] }).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <Facts
          items={[
            { name: "For", value: <Person {...request.requester} /> },
            ...(request.askedBy ? [{ name: "Asked by", value: <Person {...request.askedBy} /> }] : []),
            { name: "Asked", value: durationWords(durationSeconds) },
            ...(effectiveDurationSeconds === durationSeconds
              ? []
              : [
                  { name: isGranted ? "Granted" : "At most", value: durationWords(effectiveDurationSeconds) },
                ]),
            ...(cappedBy ? [{ name: "Cut by", value: cappedBy }] : []),
            ...(request.extends ? extensionFacts(request.extends, isGranted) : []),
            ...(startsAt ? [{ name: "Starts", value: <ExactTime at={startsAt} /> }] : []),
            { name: "Id", value: <Id value={request.id} /> },
          ]}
        />
      </Card>
    </Section>
  );
}

const extensionFacts = ({ grantId, endsAt, until }: ExtensionView, isGranted: boolean) => [
  {
    name: "Extends",
    value: (
      <Link href={`/grants/${grantId}`} className="underline underline-offset-2">
        access until <ClockTime at={endsAt} />
      </Link>
    ),
  },
  ...(until ? [{ name: isGranted ? "Ends" : "Would end", value: <ExactTime at={until} /> }] : []),
];
