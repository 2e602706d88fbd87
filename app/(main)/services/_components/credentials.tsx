import { Code } from "@/components/ui/code";
import { Section } from "@/components/ui/layout";
import { Rows } from "@/components/ui/rows";
import { Tag } from "@/components/ui/status";
import { RelativeTime } from "@/components/ui/time";
import type { CredentialView } from "@/lib/services/credentials";
import { NewCredential } from "./new-credential";
import { RevokeCredential } from "./revoke-credential";

/** How the service proves itself when it asks whether a token is still good. Owners and admins only. */
export function Credentials({ service, credentials }: { service: string; credentials: CredentialView[] }) {
  const live = credentials.filter((credential) => credential.revokedAt === null);
  return (
    <Section title="Credentials of the service" aside={<NewCredential service={service} />}>
      {live.length === 0 ? (
        <p className="text-muted text-sm">
          None. The service needs one to ask Daypass whether a token is still good.
        </p>
      ) : (
        <Rows label="Credentials of the service">
          {live.map((credential) => (
            <li
              key={credential.id}
              className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-b px-4 py-2.5 text-sm last:border-b-0"
            >
              <span className="min-w-0 grow">
                <span className="font-medium">{credential.label}</span>{" "}
                <Code className="text-muted">{credential.id}</Code>
              </span>
              <span className="text-[13px] text-muted">
                made <RelativeTime at={credential.createdAt} />
              </span>
              <RevokeCredential service={service} id={credential.id} label={credential.label} />
            </li>
          ))}
        </Rows>
      )}
      {credentials.length > live.length ? (
        <p className="mt-2 text-[13px] text-muted">
          <Tag>{credentials.length - live.length}</Tag> revoked before.
        </p>
      ) : null}
    </Section>
  );
}
