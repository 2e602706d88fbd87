import { Kbd } from "@/components/ui/kbd";

const keys: [string[], string][] = [
  [["j", "k"], "move"],
  [["Enter"], "open"],
  [["a"], "approve"],
  [["s"], "shorten"],
  [["d"], "deny"],
  [["c"], "looking at it"],
  [["e"], "comment"],
  [["x"], "select"],
  [["X"], "all like it"],
];

/** The keys of the list, where there is likely to be a keyboard. */
export function InboxKeys() {
  return (
    <p className="mt-3 hidden flex-wrap gap-x-3 gap-y-1.5 text-[13px] text-muted md:flex">
      {keys.map(([names, what]) => (
        <span key={what} className="inline-flex items-center gap-1">
          {names.map((name) => (
            <Kbd key={name}>{name}</Kbd>
          ))}
          {what}
        </span>
      ))}
    </p>
  );
}
