import type { Metadata } from "next";
import { CodeBlock } from "@/components/ui/copy-button";
import { PageHeader, Section } from "@/components/ui/layout";
import { sharedRuntime } from "@/lib/runtime/runtime";
import { requireSession } from "../../../_lib/session";
import type { ApiDocument } from "./_components/document";
import { OperationCard } from "./_components/operation-card";
import { SchemaCard } from "./_components/schema-card";

export const metadata: Metadata = { title: "API" };

/** The document is made from the routes themselves, so it is asked for where they are answered: in this process. */
async function loadDocument(): Promise<ApiDocument> {
  const { port } = sharedRuntime().config;
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/openapi.json`, { cache: "no-store" });
  if (!answer.ok) throw new Error(`openapi.json answered ${answer.status}`);
  return answer.json();
}

export default async function ApiPage() {
  await requireSession("/docs/api");
  const document = await loadDocument();
  const base = document.servers[0]?.url ?? "";
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return (
    <>
      <PageHeader
        title="API"
        lead="Everything that these screens do, for programs: the same verbs under the same rules."
        action={
          <a href="/api/v1/openapi.json" className="text-accent text-sm underline-offset-2 hover:underline">
            openapi.json
          </a>
        }
      />
      <div className="mb-8">
        <CodeBlock
          label="Sign in as a program, with an ID token of a registered issuer"
          code={exchangeLines(base)}
        />
      </div>
      {document.tags.map(({ name }) => (
        <Section key={name} title={name}>
          <ul className="overflow-hidden rounded-lg border border-line bg-surface">
            {operations
              .filter(({ operation }) => operation.tags.includes(name))
              .map(({ path, method, operation }) => (
                <OperationCard
                  key={operation.operationId}
                  path={path}
                  method={method}
                  operation={operation}
                />
              ))}
          </ul>
        </Section>
      ))}
      <Section title="What goes in and out">
        <ul className="overflow-hidden rounded-lg border border-line bg-surface text-sm">
          {Object.entries(document.components.schemas).map(([name, schema]) => (
            <li key={name} className="border-line border-b last:border-b-0">
              <SchemaCard
                name={name}
                description={schema.description}
                fields={Object.entries(schema.properties ?? {}).map(([field, type]) => ({
                  name: field,
                  schema: type,
                  required: schema.required?.includes(field) ?? false,
                }))}
              />
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

const exchangeLines = (base: string) => `curl ${base}/oauth/token \\
  -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \\
  -d subject_token_type=urn:ietf:params:oauth:token-type:id_token \\
  -d subject_token="$ID_TOKEN"`;
