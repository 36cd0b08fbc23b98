-- The trace in which a run was asked for (W3C traceparent); empty for runs of the schedule, which begin their own.
ALTER TABLE run ADD COLUMN trace_parent TEXT;
