import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { auditActions, auditNouns, nounOf } from "@/lib/audit/actions";
import type { Filters } from "./filters";

/** A plain form: what it says goes into the address. Filters that are chosen by a link ride along unseen. */
export function FilterForm({ filters }: { filters: Filters }) {
  const { principal, actor, subject, requestId, grantId } = filters;
  return (
    <search className="mb-4 block">
      <form className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1.3fr_1fr_1.4fr_1fr_1fr_auto]">
        {Object.entries({ principal, actor, subject, requestId, grantId }).map(([name, value]) =>
          value ? <input key={name} type="hidden" name={name} value={value} /> : null,
        )}
        <Field label="What happened">
          {(ids) => (
            <Select {...ids} name="action" defaultValue={filters.action ?? ""}>
              <option value="">Everything</option>
              {auditNouns.map((noun) => (
                <optgroup key={noun} label={noun}>
                  <option value={`${noun}.*`}>Every {noun} event</option>
                  {auditActions
                    .filter((action) => nounOf(action) === noun)
                    .map((action) => (
                      <option key={action} value={action}>
                        {action.replace(".", " ").replaceAll("-", " ")}
                      </option>
                    ))}
                </optgroup>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Outcome">
          {(ids) => (
            <Select {...ids} name="outcome" defaultValue={filters.outcome ?? ""}>
              <option value="">Any</option>
              <option value="success">Done</option>
              <option value="refused">Refused</option>
              <option value="failed">Failed</option>
            </Select>
          )}
        </Field>
        <Field label="Service">
          {(ids) => (
            <Input
              {...ids}
              type="search"
              name="service"
              defaultValue={filters.service}
              placeholder="shop/orders/orders-api"
            />
          )}
        </Field>
        <Field label="From (UTC)">
          {(ids) => <Input {...ids} type="date" name="from" defaultValue={filters.from?.slice(0, 10)} />}
        </Field>
        <Field label="To (UTC)">
          {(ids) => <Input {...ids} type="date" name="to" defaultValue={filters.to?.slice(0, 10)} />}
        </Field>
        <Button type="submit">Filter</Button>
      </form>
    </search>
  );
}
