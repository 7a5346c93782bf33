-- Reason templates of the desk: the words of a step, with variables between braces. Every version is kept.
CREATE TABLE reason_templates (
    id uuid NOT NULL PRIMARY KEY,
    step TEXT NOT NULL CHECK (step IN ('corrections', 'refuser', 'ecarter', 'revoquer', 'terminer')),
    name TEXT NOT NULL CHECK (name <> ''),
    body TEXT NOT NULL CHECK (body <> ''),
    legal_reference TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    archived_at timestamptz
);
CREATE INDEX reason_templates_listed ON reason_templates (step, name, id);

CREATE TABLE reason_template_versions (
    template_id uuid NOT NULL REFERENCES reason_templates (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    legal_reference TEXT NOT NULL,
    changed_by uuid REFERENCES accounts (id),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (template_id, version)
);

-- Those that come with the house; supervisors change them like any other.
INSERT INTO reason_templates (id, step, name, body, legal_reference, version) VALUES
    ('0d000000-0000-7000-8000-000000000001', 'refuser', 'Fondement inapplicable', 'La demande {numero}, déposée par {organisation} pour le service « {service} », s''appuie sur le fondement « {fondement} ».

Or le service décrit n''entre pas dans le champ de ce fondement : les pièces du dossier ne montrent ni mission d''administration, ni obligation légale de vérifier l''identité de l''usager.', 'Article 2 de l''arrêté du 8 novembre 2018 relatif au téléservice dénommé « FranceConnect »', 1),
    ('0d000000-0000-7000-8000-000000000002', 'refuser', 'Texte cité sans obligation de vérifier l''identité', 'Le texte cité à l''appui de la demande {numero} n''impose pas à {organisation} de vérifier l''identité de ses usagers pour le service « {service} ». Une simple faculté, ou une bonne pratique, ne suffit pas.', 'Article 2 de l''arrêté du 8 novembre 2018 relatif au téléservice dénommé « FranceConnect »', 1),
    ('0d000000-0000-7000-8000-000000000003', 'refuser', 'Données disproportionnées', 'Les données demandées pour le service « {service} » vont au-delà de ce que la procédure exige, et les justifications apportées par {organisation} ne permettent pas de les ramener à ce qui est nécessaire.', 'Article 5, 1, c du règlement (UE) 2016/679 (minimisation des données)', 1),
    ('0d000000-0000-7000-8000-000000000004', 'ecarter', 'Critères de l''expérimentation non remplis', 'La demande {numero} de {organisation} ne remplit pas les critères de l''expérimentation : le service « {service} » n''appartient à aucun des secteurs ouverts, ou l''entreprise n''a pas trois ans d''existence.', 'Arrêté relatif à l''expérimentation, critères d''éligibilité', 1),
    ('0d000000-0000-7000-8000-000000000005', 'corrections', 'Justifications à préciser', 'Les justifications de plusieurs données du service « {service} » restent générales. Pour chacune, indiquez l''étape de la procédure où elle sert et ce qui se passerait sans elle.', '', 1),
    ('0d000000-0000-7000-8000-000000000006', 'corrections', 'Durée de conservation', 'La durée de conservation indiquée dépasse ce que demande la finalité décrite. Précisez la règle qui la fixe, ou réduisez-la.', '', 1),
    ('0d000000-0000-7000-8000-000000000007', 'corrections', 'Pièce illisible ou manquante', 'Une pièce jointe à la demande {numero} est illisible ou ne correspond pas à ce qu''elle doit montrer. Joignez une version lisible, à jour et signée si nécessaire.', '', 1),
    ('0d000000-0000-7000-8000-000000000008', 'revoquer', 'Usage hors habilitation', 'Le service « {service} » utilise FranceConnect pour des finalités que l''habilitation de {organisation} ne prévoit pas. {organisation} a été invitée à présenter ses observations et n''a pas mis fin à cet usage.', 'Articles L. 242-1 et L. 122-1 du code des relations entre le public et l''administration', 1),
    ('0d000000-0000-7000-8000-000000000009', 'terminer', 'Fin de l''expérimentation', 'L''expérimentation au titre de laquelle l''habilitation a été accordée est terminée. L''accès du service « {service} » à FranceConnect prend fin et les données reçues sont détruites selon les engagements de {organisation}.', 'Arrêté relatif à l''expérimentation, fin de l''expérimentation', 1);
INSERT INTO reason_template_versions (template_id, version, name, body, legal_reference, changed_at)
    SELECT id, 1, name, body, legal_reference, '2026-11-22T00:00:00.000000Z' FROM reason_templates;
