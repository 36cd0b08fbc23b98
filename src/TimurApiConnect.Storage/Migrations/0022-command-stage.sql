-- only_at: the stage of the order for which the policy decided; a command of an order that has moved on is not sent. NULL: whatever the stage.
ALTER TABLE order_command ADD COLUMN only_at BIGINT;
