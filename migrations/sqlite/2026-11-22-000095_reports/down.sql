DROP INDEX habilitations_holder;
DROP INDEX habilitations_basis;
DROP TABLE participation_rounds;
DROP TABLE participation_notices;
DROP TABLE monthly_reports;
