import { Card, Notice } from "@/components/ui/layout";
import { oneOfWords, referenceWords } from "@/lib/declarations/describe";
import type { ServicePreview } from "@/lib/previews/schema";
import { decidedLines, grantLines, requestLines, rightLines, stageLines } from "./effect-lines";
import type { Checked } from "./use-verdict";

/** Beside the text, of the last one without errors: what it would do, by the functions that then do it. */
export function Effects({ checked, isChanged }: { checked: Checked; isChanged: boolean }) {
  const { preview, verdict, isCurrent, cut } = checked;
  if (!isChanged)
    return (
      <p aria-live="polite" className="text-muted text-sm">
        Nothing yet: you have changed nothing. It is told here as you type.
      </p>
    );
  if (!preview)
    return (
      <p aria-live="polite" className="text-muted text-sm">
        {verdict ? "Once the text has no error, it is told here." : "It is being worked out…"}
      </p>
    );
  const isOld = verdict?.preview === null || !isCurrent;
  return (
    <Card className="grid gap-4">
      {verdict && verdict.preview === null ? (
        <p className="text-[13px] text-pending">This is of your last text that had no error.</p>
      ) : null}
      <p aria-live="polite" className="font-medium text-sm first-letter:uppercase">
        {checked.summary}.
      </p>
      <div className={isOld ? "grid gap-4 opacity-70 empty:hidden" : "grid gap-4 empty:hidden"}>
        <Told preview={preview} />
      </div>
      {cut.length > 0 ? (
        <p className="text-[13px] text-muted">Too much to look at in full: {cut.join("; ")}.</p>
      ) : null}
    </Card>
  );
}

function Told({ preview }: { preview: ServicePreview }) {
  const { acts, waits, confirmers, impact, withoutApprover } = preview;
  const news = stageLines(withoutApprover);
  return (
    <>
      {news.length > 0 ? (
        <Notice hue="refused" title="Nobody could decide">
          <Lines label="Nobody could decide" lines={news} />
        </Notice>
      ) : null}
      <Group title="At once" lines={acts.map(({ words }) => words)} />
      <Group
        title={`Waits for a yes of ${oneOfWords(confirmers.map(referenceWords))}`}
        label="Waits for a yes"
        lines={waits.map(({ words }) => words)}
      />
      {impact ? (
        <>
          <Group title="Who gains or loses" lines={rightLines(impact.people)} />
          <Group title="Running access" lines={grantLines(impact.grants)} />
          <Group title="Waiting requests" lines={requestLines(impact.requests)} />
          <Group title="The last 90 days, asked again" lines={decidedLines(impact.decided)} />
          {impact.notified > 0 ? (
            <p className="text-[13px] text-muted">
              {impact.notified === 1 ? "One person" : `${impact.notified} people`} would be told.
            </p>
          ) : null}
        </>
      ) : null}
    </>
  );
}

const mostLines = 30;

function Group({ title, lines, label = title }: { title: string; lines: string[]; label?: string }) {
  if (lines.length === 0) return null;
  return (
    <section className="grid gap-1.5">
      <h3 className="font-semibold text-[13px]">{title}</h3>
      <Lines label={label} lines={lines} />
    </section>
  );
}

function Lines({ label, lines }: { label: string; lines: string[] }) {
  return (
    <>
      <ul aria-label={label} className="grid list-disc gap-1 pl-4 text-sm marker:text-muted">
        {lines.slice(0, mostLines).map((line) => (
          <li key={line} className="break-words">
            {line}
          </li>
        ))}
      </ul>
      {lines.length > mostLines ? (
        <p className="text-[13px] text-muted">and {lines.length - mostLines} more</p>
      ) : null}
    </>
  );
}
