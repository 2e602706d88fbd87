import { StatusBadge } from "@/components/ui/status";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import { RelativeTime } from "@/components/ui/time";
import type { DestinationView } from "@/lib/outbox/schema";

export function Destinations({ destinations }: { destinations: DestinationView[] }) {
  return (
    <Table label="Who is told of changes">
      <thead>
        <tr>
          <HeadCell>Name</HeadCell>
          <HeadCell>State</HeadCell>
          <HeadCell>Waiting</HeadCell>
          <HeadCell>Last failure</HeadCell>
        </tr>
      </thead>
      <tbody>
        {destinations.map((destination) => (
          <tr key={destination.name}>
            <Cell>
              <span className="font-medium">{destination.name}</span>
              <span className="block break-all text-[13px] text-muted">
                {destination.address ?? "no longer in daypass.yaml"}
              </span>
            </Cell>
            <Cell>
              <StatusBadge status={destination.attempts > 1 ? "failed" : "ok"} />
            </Cell>
            <Cell className="tabular whitespace-nowrap">
              {destination.waiting}
              {destination.waitingSince ? (
                <span className="block text-[13px] text-muted">
                  since <RelativeTime at={destination.waitingSince} />
                </span>
              ) : null}
            </Cell>
            <Cell className="text-muted">{destination.lastError ?? "none"}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
