import { Code } from "@/components/ui/code";
import { Tag } from "@/components/ui/status";
import type { UploadView } from "@/lib/sources/upload/view";
import { ProblemList } from "./problem-list";

const hues = { new: "live", changed: "accent", restored: "live" } as const;

/** What files would change, in words; what is wrong with them first. */
export function UploadPreview({ preview }: { preview: UploadView }) {
  const { documents, publish, withdraw, problems } = preview;
  const nothing = publish.length + withdraw.length === 0;
  const isBroken = problems.some(({ severity }) => severity === "error");
  return (
    <section aria-label="What these files change" className="grid gap-3 text-sm" aria-live="polite">
      {problems.length > 0 ? (
        <div className="overflow-hidden rounded-lg border border-line">
          <ProblemList label="What is wrong with these files" problems={problems} />
        </div>
      ) : null}
      {isBroken ? (
        <p>Nothing can be stored while a file has an error.</p>
      ) : (
        <>
          <p>
            {documents.length === 1 ? "One document was read." : `${documents.length} documents were read.`}{" "}
            {nothing ? "They change nothing in the catalogue." : null}
          </p>
          <ul className="grid gap-1.5">
            {publish.map(({ ref, title, change }) => (
              <li key={ref} className="flex flex-wrap items-baseline gap-x-2">
                <Tag hue={hues[change]}>{change}</Tag>
                <span className="font-medium">{title}</span>
                <Code className="text-muted">{ref}</Code>
              </li>
            ))}
            {withdraw.map((ref) => (
              <li key={ref} className="flex flex-wrap items-baseline gap-x-2">
                <Tag hue="refused">withdrawn</Tag>
                <Code>{ref}</Code>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
