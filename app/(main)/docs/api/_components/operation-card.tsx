import { Tag } from "@/components/ui/status";
import type { Operation, Schema } from "./document";
import { typeWords } from "./document";
import { SchemaFields } from "./schema-fields";

const callers: Record<string, string> = {
  apiToken: "an API token",
  session: "the browser session",
  serviceCredential: "the service’s own credential (HTTP Basic)",
};

export function OperationCard({
  method,
  path,
  operation,
}: {
  method: string;
  path: string;
  operation: Operation;
}) {
  const body = Object.entries(operation.requestBody?.content ?? {});
  const answers = Object.entries(operation.responses).filter(([status]) => status !== "default");
  return (
    <li id={operation.operationId} className="scroll-mt-6 border-line border-b last:border-b-0">
      <details className="group">
        <summary
          data-row
          className="flex cursor-pointer flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-3 hover:bg-sunken focus-visible:-outline-offset-2"
        >
          <span className="w-12 shrink-0 font-mono font-semibold text-xs">{method.toUpperCase()}</span>
          <code className="break-all font-mono text-[13px]">{path}</code>
          <span className="basis-full text-muted text-sm lg:ml-auto lg:basis-auto">{operation.summary}</span>
        </summary>
        <div className="grid gap-5 border-line border-t bg-page px-4 py-4 text-sm">
          <p className="text-muted">{callerWords(operation)}</p>
          {operation.parameters.length > 0 ? (
            <SchemaFields
              title="Parameters"
              fields={operation.parameters.map((parameter) => ({
                name: parameter.name,
                note: parameter.in,
                schema: {
                  ...parameter.schema,
                  description: parameter.description ?? parameter.schema.description,
                },
                required: parameter.required,
              }))}
            />
          ) : null}
          {body.map(([type, { schema }]) => (
            <Body key={type} title={`Body, ${type}`} schema={schema} />
          ))}
          {answers.map(([status, answer]) => (
            <div key={status} className="grid gap-2">
              <h3 className="flex flex-wrap items-center gap-2 font-medium">
                Answer <Tag hue="live">{status}</Tag>
              </h3>
              {Object.entries(answer.content ?? {}).map(([type, { schema }]) => (
                <Body key={type} title={schema ? typeWords(schema) : type} schema={schema} />
              ))}
            </div>
          ))}
        </div>
      </details>
    </li>
  );
}

function Body({ title, schema }: { title: string; schema: Schema | undefined }) {
  const fields = Object.entries(schema?.properties ?? {}).map(([name, field]) => ({
    name,
    schema: field,
    required: schema?.required?.includes(name) ?? false,
  }));
  if (fields.length > 0) return <SchemaFields title={title} fields={fields} />;
  return <p className="font-mono text-[12.5px]">{title}</p>;
}

function callerWords({ security }: Operation): string {
  const names = security.flatMap((entry) => Object.keys(entry)).map((name) => callers[name] ?? name);
  return names.length === 0 ? "Anybody may call it." : `Call it with ${names.join(" or ")}.`;
}
