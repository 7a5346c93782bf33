ALTER TABLE seat_offers DROP COLUMN recalled_at;
