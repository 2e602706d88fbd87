import { useEffect, useState } from "react";
import { Field, Input, Select } from "@/components/ui/field";
import type { Preferences } from "@/lib/notifications/preferences";

interface Props {
  preferences: Preferences;
  onChange: (change: Partial<Preferences>) => void;
}

const usual = { from: "20:00", to: "07:00" };

export function QuietHours({ preferences: { quietHours, timeZone }, onChange }: Props) {
  // The server's list may be another one than the browser's.
  const [zones, setZones] = useState([timeZone]);
  useEffect(
    () => setZones(["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")]),
    [],
  );
  const known = zones.includes(timeZone) ? zones : [timeZone, ...zones];
  const set = (part: Partial<typeof usual>) => onChange({ quietHours: { ...usual, ...quietHours, ...part } });
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-2 font-medium text-sm">When</legend>
      <Field label="Your time zone" hint="For quiet hours, and for the times in what you are told.">
        {(ids) => (
          <Select
            {...ids}
            className="w-full max-w-xs"
            value={timeZone}
            onChange={(event) => onChange({ timeZone: event.target.value })}
          >
            {known.map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </Select>
        )}
      </Field>
      <label className="flex items-start gap-2.5 text-sm">
        <input
          type="checkbox"
          className="mt-1 accent-(--accent)"
          checked={quietHours !== null}
          onChange={(event) =>
            onChange({
              quietHours: event.target.checked ? usual : null,
              ...(event.target.checked && timeZone === "UTC"
                ? { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
                : {}),
            })
          }
        />
        <span>
          Quiet hours
          <span className="block text-[13px] text-muted">
            Nothing but break-glass reaches you then. The rest comes when they end.
          </span>
        </span>
      </label>
      {quietHours ? (
        <div className="flex flex-wrap gap-4">
          <Field label="From">
            {(ids) => (
              <Input
                {...ids}
                type="time"
                required
                className="w-32"
                value={quietHours.from}
                onChange={(event) => set({ from: event.target.value })}
              />
            )}
          </Field>
          <Field label="To">
            {(ids) => (
              <Input
                {...ids}
                type="time"
                required
                className="w-32"
                value={quietHours.to}
                onChange={(event) => set({ to: event.target.value })}
              />
            )}
          </Field>
        </div>
      ) : null}
    </fieldset>
  );
}
