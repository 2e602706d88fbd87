import { Siren } from "lucide-react";
import { Tag } from "@/components/ui/status";

/** On whatever was taken in an emergency, without anybody's yes. */
export function BreakGlassTag() {
  return (
    <Tag>
      <Siren aria-hidden className="mr-1 size-3.5" />
      Break-glass
    </Tag>
  );
}
