import { GrantRow } from "@/components/grants/grant-row";
import { RequestRow } from "@/components/requests/request-row";
import { Section } from "@/components/ui/layout";
import { Rows } from "@/components/ui/rows";
import type { Context } from "@/lib/context/context";
import { listGrants } from "@/lib/grants/queries";
import { listRequests } from "@/lib/requests/queries";
import type { RequestView } from "@/lib/requests/view";

const shown = 5;

/** What this person holds here already, and what they asked for here before. */
export async function History({
  ctx,
  request,
  isMine,
}: {
  ctx: Context;
  request: RequestView;
  isMine: boolean;
}) {
  const { service, requester } = request;
  const [live, earlier] = await Promise.all([
    listGrants(ctx, { service, principal: requester.id, status: "active", limit: shown + 1 }),
    listRequests(ctx, { service, requester: requester.id, limit: shown + 1 }),
  ]);
  const held = live.items.filter((grant) => grant.id !== request.grantId).slice(0, shown);
  const before = earlier.items.filter((other) => other.id !== request.id).slice(0, shown);
  return (
    <>
      {held.length > 0 ? (
        <Section title={isMine ? "You hold here already" : `${requester.name} holds here already`}>
          <Rows label="Held already">
            {held.map((grant) => (
              <GrantRow key={grant.id} grant={grant} showHolder={false} />
            ))}
          </Rows>
        </Section>
      ) : null}
      {before.length > 0 ? (
        <Section title="Asked here before">
          <Rows label="Asked here before">
            {before.map((other) => (
              <RequestRow key={other.id} request={other} showRequester={false} />
            ))}
          </Rows>
        </Section>
      ) : null}
    </>
  );
}
