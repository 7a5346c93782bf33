-- What was granted with an habilitation: conditions, and the scopes that were asked for and withheld, each with its reason.
ALTER TABLE habilitations ADD COLUMN conditions jsonb NOT NULL DEFAULT '[]';
ALTER TABLE habilitations ADD COLUMN withheld jsonb NOT NULL DEFAULT '[]';
