import type { Metadata } from "next";
import { StandInWords } from "@/components/people/stand-in-words";
import { EmptyState, PageHeader, Section } from "@/components/ui/layout";
import { Rows } from "@/components/ui/rows";
import { listColleagues } from "@/lib/principals/list-colleagues";
import { listStandIns } from "@/lib/stand-ins/queries";
import type { StandInView } from "@/lib/stand-ins/view";
import { requireSession } from "../../_lib/session";
import { EndButton } from "../_forms/end-button";
import { NameStandIn } from "./_components/name-stand-in";
import { end } from "./actions";

export const metadata: Metadata = { title: "Absence" };

export default async function AbsencePage() {
  const { ctx, principal, platformRoles } = await requireSession("/absence");
  const [mine, everybodys, colleagues] = await Promise.all([
    listStandIns(ctx, { mine: "true", limit: 20 }),
    platformRoles.length > 0 ? listStandIns(ctx, { current: "true", limit: 100 }) : null,
    listColleagues(ctx),
  ]);
  const current = mine.items.filter(({ state }) => state !== "over");
  const over = mine.items.filter(({ state }) => state === "over");
  const others = (everybodys?.items ?? []).filter(({ id }) => !mine.items.some((own) => own.id === id));
  return (
    <>
      <PageHeader
        title="Absence"
        lead="Somebody decides in your place while you are away. You are asked as before; whatever they decide names you both."
      />
      <Section title="Now and ahead">
        {current.length === 0 ? (
          <EmptyState title="Nobody stands in for you, and you stand in for nobody" />
        ) : (
          <StandIns label="Now and ahead" items={current} selfId={principal.id} />
        )}
      </Section>
      <Section title="When you are away">
        <NameStandIn colleagues={colleagues} />
      </Section>
      {others.length > 0 ? (
        <Section title="Of others">
          <StandIns label="Of others" items={others} selfId={principal.id} />
        </Section>
      ) : null}
      {over.length > 0 ? (
        <Section title="Over">
          <StandIns label="Over" items={over} selfId={principal.id} />
        </Section>
      ) : null}
    </>
  );
}

function StandIns({ label, items, selfId }: { label: string; items: StandInView[]; selfId: string }) {
  return (
    <Rows label={label}>
      {items.map((item) => (
        <li
          key={item.id}
          className="flex items-start justify-between gap-3 border-line border-b px-4 py-3 text-sm last:border-b-0"
        >
          <div className="min-w-0">
            <StandInWords standIn={item} selfId={selfId} />
            {item.reason ? <p className="break-words text-[13px] text-muted">{item.reason}</p> : null}
          </div>
          {item.abilities.includes("end") ? (
            <EndButton
              end={end.bind(null, item.id)}
              label={`End ${item.standIn.name} standing in for ${item.absent.name}`}
              done="It has ended"
            />
          ) : null}
        </li>
      ))}
    </Rows>
  );
}
