import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Card } from "@/components/ui/layout";

/** Where a code is typed, or typed again. It works without scripts. */
export function CodeForm({ code, problem }: { code?: string | undefined; problem: string | null }) {
  return (
    <Card className="max-w-md">
      <form method="get" className="grid gap-4">
        <Field
          label="The code"
          hint="Eight letters, as the program shows them. Capitals and the dash do not matter."
          error={problem}
        >
          {(ids) => (
            <Input
              {...ids}
              name="user_code"
              defaultValue={code}
              // The one thing to do here.
              autoFocus
              required
              maxLength={40}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              placeholder="BCDF-GHJK"
              className="font-mono uppercase tracking-widest"
            />
          )}
        </Field>
        <Button type="submit" look="primary" className="justify-self-end">
          Look it up
        </Button>
      </form>
    </Card>
  );
}
