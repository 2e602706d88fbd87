-- AlterTable
ALTER TABLE "on_call_shift" ADD COLUMN     "told_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "stand_in" ADD COLUMN     "told_at" TIMESTAMPTZ(3);

create index on_call_shift_untold on on_call_shift (starts_at) where told_at is null;
create index stand_in_untold on stand_in (starts_at) where told_at is null and ended_at is null;
