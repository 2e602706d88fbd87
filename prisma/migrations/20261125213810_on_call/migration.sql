-- CreateTable
CREATE TABLE "on_call_schedule" (
    "name" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "fresh_until" TIMESTAMPTZ(3),
    "unreadable_since" TIMESTAMPTZ(3),
    "problem" TEXT,
    "unmapped" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "on_call_schedule_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "on_call_shift" (
    "schedule" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "on_call_shift_pkey" PRIMARY KEY ("schedule","holder","starts_at","ends_at")
);

-- CreateIndex
CREATE INDEX "on_call_shift_holder_ends_at_idx" ON "on_call_shift"("holder", "ends_at");

-- AddForeignKey
ALTER TABLE "on_call_shift" ADD CONSTRAINT "on_call_shift_schedule_fkey" FOREIGN KEY ("schedule") REFERENCES "on_call_schedule"("name") ON DELETE CASCADE ON UPDATE RESTRICT;

alter table on_call_shift add constraint on_call_shift_period check (ends_at > starts_at);
-- An address that two people of an issuer have is nobody's.
create index principal_email on principal (issuer, lower(email)) where email is not null and deactivated_at is null;
