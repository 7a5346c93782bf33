-- An offer is recalled once, some days before its time is up.
ALTER TABLE seat_offers ADD COLUMN recalled_at TEXT;
