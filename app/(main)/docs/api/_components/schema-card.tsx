import type { SchemaField } from "./schema-fields";
import { SchemaFields } from "./schema-fields";

/** Folded until a link leads into it: browsers open what holds the target of a fragment. */
export function SchemaCard({
  name,
  description,
  fields,
}: {
  name: string;
  description: string | undefined;
  fields: SchemaField[];
}) {
  return (
    <details>
      <summary
        data-row
        className="cursor-pointer px-4 py-2.5 hover:bg-sunken focus-visible:-outline-offset-2"
      >
        <code className="font-mono text-[13px]">{name}</code>
        {description ? <span className="ml-3 text-muted">{description}</span> : null}
      </summary>
      <div id={`schema-${name}`} className="scroll-mt-12 border-line border-t bg-page px-4 py-4">
        <SchemaFields title={name} fields={fields} />
      </div>
    </details>
  );
}
