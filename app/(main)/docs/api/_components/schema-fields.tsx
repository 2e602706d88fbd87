import { Code } from "@/components/ui/code";
import { type Schema, schemaName, typeWords } from "./document";

export interface SchemaField {
  name: string;
  /** Where it goes, for a parameter. */
  note?: string;
  schema: Schema;
  required: boolean;
}

export function SchemaFields({ title, fields }: { title: string; fields: SchemaField[] }) {
  return (
    <div className="grid gap-1.5">
      <h3 className="font-medium">{title}</h3>
      <dl className="grid overflow-hidden rounded-md border border-line bg-surface">
        {fields.map(({ name, note, schema, required }) => (
          <div
            key={`${note}${name}`}
            className="grid gap-x-4 border-line border-b px-3 py-2 last:border-b-0 sm:grid-cols-[13rem_1fr]"
          >
            <dt className="min-w-0 break-words font-mono text-[12.5px]">
              {name}
              <span className="font-sans text-muted text-xs">
                {[note, required ? "required" : null].filter(Boolean).map((word) => ` · ${word}`)}
              </span>
            </dt>
            <dd className="min-w-0">
              <TypeWords schema={schema} />
              {schema.description ? (
                <span className="block text-[13px] text-muted">{schema.description}</span>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function TypeWords({ schema }: { schema: Schema }) {
  const named = schemaName(schema) ?? (schema.items ? schemaName(schema.items) : null);
  const words = typeWords(schema);
  if (!named) return <Code>{words}</Code>;
  return (
    <a
      href={`#schema-${named}`}
      className="font-mono text-[12.5px] text-accent underline-offset-2 hover:underline"
    >
      {words}
    </a>
  );
}
