import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { EmptyState, Facts, Notice, Section } from "@/components/ui/layout";
import { Rows } from "@/components/ui/rows";
import { RelativeTime } from "@/components/ui/time";
import { referenceWords } from "@/lib/declarations/describe";
import type { IdentityView } from "@/lib/principals/identity-view";

/** How Daypass knows a principal, and the answer to "why are they not in that group?". `q` is what was asked. */
export function Identity({
  identity,
  q,
  problem,
}: {
  identity: IdentityView;
  q: string;
  problem: string | null;
}) {
  const { principal, issuer, membership, mappings } = identity;
  return (
    <>
      <Section title="Known as">
        <Facts
          items={[
            { name: "Name", value: principal.name },
            {
              name: "Identity provider",
              value: issuer ? `${issuer} (${principal.issuer})` : principal.issuer,
            },
            { name: "Account", value: principal.subject },
            { name: "Groups", value: principal.groups.map(referenceWords).join(", ") || "none" },
            { name: "Last sign-in", value: <RelativeTime at={identity.lastSignInAt} /> },
          ]}
        />
      </Section>
      <Section title="Why in a group, or not?">
        <form className="grid max-w-md gap-3">
          <Field label="Group" hint="Like finance, or group:default/finance." error={problem}>
            {(ids) => (
              <div className="flex gap-2">
                <Input {...ids} name="group" defaultValue={q} />
                <Button type="submit">Explain</Button>
              </div>
            )}
          </Field>
        </form>
        {membership ? (
          <div className="mt-4 max-w-prose">
            <Notice
              hue={membership.member ? "live" : "ended"}
              title={`${membership.member ? "In" : "Not in"} ${membership.group}`}
            >
              {membership.explanation}
            </Notice>
          </div>
        ) : null}
      </Section>
      <Section title="What the identity provider said">
        <Claims claims={identity.claims} isRegistered={issuer !== null} />
      </Section>
      {mappings.length > 0 ? (
        <Section title="What the platform's mappings made of it">
          <Mappings mappings={mappings} />
        </Section>
      ) : null}
    </>
  );
}

function Claims({ claims, isRegistered }: { claims: IdentityView["claims"]; isRegistered: boolean }) {
  if (!claims)
    return (
      <EmptyState title="Nothing is kept of the last sign-in">
        Claims are kept from the next sign-in on, unless there are more than 32 kB of them.
      </EmptyState>
    );
  return (
    <>
      {isRegistered ? null : (
        <Notice hue="refused" title="This identity provider is not registered any more">
          Nobody signs in there now, and no trust mapping counts.
        </Notice>
      )}
      <Rows label="Claims as they were received">
        {claims.map(({ name, value, becomes }) => (
          <li
            key={name}
            className="grid gap-x-4 gap-y-1 border-line border-b px-4 py-3 text-sm last:border-b-0 sm:grid-cols-[1fr_1.5fr_1.5fr]"
          >
            <span className="break-all font-mono text-[13px]">{name}</span>
            <span className="break-all font-mono text-[13px]">
              {typeof value === "string" ? value : JSON.stringify(value)}
            </span>
            {becomes.length === 0 ? (
              <span className="text-muted">nothing looks at it</span>
            ) : (
              <span className="grid gap-0.5">
                {becomes.map((each) => (
                  <span key={each}>{each}</span>
                ))}
              </span>
            )}
          </li>
        ))}
      </Rows>
    </>
  );
}

function Mappings({ mappings }: { mappings: IdentityView["mappings"] }) {
  return (
    <Rows label="Mappings of daypass.yaml">
      {mappings.map(({ asks, groups, holds }, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: a mapping is known by its place in the file
          key={index}
          className="grid gap-x-4 gap-y-1 border-line border-b px-4 py-3 text-sm last:border-b-0 sm:grid-cols-[1fr_1.5fr_1.5fr]"
        >
          <span>
            Mapping {index + 1} <span className="text-muted">{holds ? "holds" : "does not hold"}</span>
          </span>
          <span className="grid gap-0.5">
            {asks.map(({ words, holds: isSo }) => (
              <span key={words} className="break-words">
                {words}: {isSo ? "yes" : <strong className="font-medium">no</strong>}
              </span>
            ))}
          </span>
          <span className={holds ? undefined : "text-muted"}>
            {holds ? groups.join(", ") : `would give ${groups.join(", ")}`}
          </span>
        </li>
      ))}
    </Rows>
  );
}
