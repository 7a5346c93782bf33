ALTER TABLE habilitations DROP COLUMN withheld;
ALTER TABLE habilitations DROP COLUMN conditions;
