import Link from "next/link";
import { RelativeTime } from "@/components/ui/time";
import type { KnownHere } from "@/lib/requests/known-here";

/** "3 times, last given back 2 days ago" */
export function PastAccess({ past }: { past: NonNullable<KnownHere["past"]> }) {
  return (
    <>
      {past.count === 1 ? "once" : `${past.count} times`}, last{" "}
      {past.ended === "by itself" ? "ended" : past.ended} <RelativeTime at={past.lastEndedAt} />
    </>
  );
}

/** The roles that are held and allow all of it, each a link to its access. */
export function CoveredBy({ covers }: Pick<KnownHere, "covers">) {
  return covers.map(({ grantId, role }, index) => (
    <span key={grantId}>
      {index > 0 ? ", " : ""}
      <Link href={`/grants/${grantId}`} className="underline underline-offset-2">
        {role}
      </Link>
    </span>
  ));
}

/** That it gives less is known; whether it would do is for whoever decides. */
export function SmallerRole({ role, risk }: NonNullable<KnownHere["smaller"]>) {
  return (
    <>
      <span className="font-medium">{role}</span> gives less, at {risk} risk
    </>
  );
}
