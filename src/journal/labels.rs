//! What happened, in French, by the code that slices record. A test holds the list against the code.

/// Every action, with its label.
pub(super) const LABELS: &[(&str, &str)] = &[
    ("account.confirmed", "Adresse confirmée"),
    ("account.created", "Compte créé"),
    ("account.disabled", "Compte fermé"),
    ("account.enabled", "Compte rouvert"),
    ("account.mails_chosen", "Courriels choisis"),
    ("account.password_changed", "Mot de passe changé"),
    ("account.password_reset", "Mot de passe réinitialisé"),
    ("account.read", "Fiche d'un compte consultée"),
    (
        "account.recovery_codes_renewed",
        "Codes de secours renouvelés",
    ),
    (
        "account.recovery_requested",
        "Récupération du compte demandée",
    ),
    ("account.renamed", "Nom changé"),
    ("account.roles_changed", "Rôles de l'équipe changés"),
    (
        "account.second_factor_enrolled",
        "Second facteur enregistré",
    ),
    (
        "account.second_factor_reset",
        "Second facteur retiré par l'administration",
    ),
    ("account.second_factor_retired", "Second facteur retiré"),
    ("client.configured", "Client configuré"),
    ("client.created", "Client créé"),
    ("client.disabled", "Client désactivé"),
    (
        "client.former_secret_withdrawn",
        "Ancien secret du client retiré",
    ),
    (
        "client.narrowed",
        "Client réduit à la nouvelle habilitation",
    ),
    ("client.secret_rotated", "Secret du client renouvelé"),
    ("credential.expired", "Identifiants de production expirés"),
    ("credential.issued", "Identifiants de production émis"),
    ("credential.key_registered", "Clé publique enregistrée"),
    ("credential.revealed", "Secret de production affiché"),
    ("credential.revoked", "Identifiants de production révoqués"),
    (
        "experiment.assessment_noted",
        "Appréciation du bilan écrite",
    ),
    ("experiment.assessment_published", "Bilan publié"),
    (
        "experiment.attestation_asked",
        "Attestation de destruction demandée",
    ),
    (
        "experiment.attestation_signed",
        "Attestation de destruction signée",
    ),
    ("experiment.closed", "Expérimentation close"),
    ("experiment.excluded", "Participant exclu"),
    (
        "experiment.exclusion_dropped",
        "Procédure d'exclusion close sans suite",
    ),
    (
        "experiment.exclusion_noticed",
        "Procédure d'exclusion ouverte",
    ),
    (
        "experiment.exclusion_replied",
        "Réponse à une procédure d'exclusion",
    ),
    ("experiment.report_accepted", "Relevé mensuel accepté"),
    ("experiment.report_returned", "Relevé mensuel à corriger"),
    ("experiment.report_sent", "Relevé mensuel envoyé"),
    ("experiment.configured", "Expérimentation réglée"),
    (
        "experiment.criteria_judged",
        "Critères d'éligibilité examinés",
    ),
    (
        "experiment.departure",
        "Passage avant d'autres demandes, avec motif",
    ),
    ("experiment.full", "Expérimentation complète"),
    ("experiment.offer_accepted", "Place proposée acceptée"),
    ("experiment.offer_declined", "Place proposée refusée"),
    (
        "experiment.offer_expired",
        "Place proposée restée sans réponse",
    ),
    (
        "experiment.offer_recalled",
        "Place proposée : réponse rappelée",
    ),
    (
        "experiment.offer_lapsed",
        "Proposition de place devenue sans objet",
    ),
    ("experiment.seat_freed", "Place libérée"),
    ("experiment.seat_offered", "Place proposée"),
    ("experiment.seat_taken", "Place prise"),
    ("organisation.attached", "Organisation rattachée"),
    ("organisation.corrected", "Organisation corrigée"),
    ("organisation.invitation_accepted", "Invitation acceptée"),
    ("organisation.invitation_revoked", "Invitation annulée"),
    (
        "organisation.invited",
        "Personne invitée dans l'organisation",
    ),
    ("organisation.invited_again", "Invitation envoyée à nouveau"),
    ("organisation.join_accepted", "Adhésion acceptée"),
    ("organisation.join_asked", "Adhésion demandée"),
    ("organisation.join_declined", "Adhésion refusée"),
    ("organisation.join_withdrawn", "Demande d'adhésion retirée"),
    ("organisation.verified", "Fiche comparée au répertoire"),
    ("organisation.member_left", "Membre sorti de l'organisation"),
    (
        "organisation.role_changed",
        "Rôle dans l'organisation changé",
    ),
    ("outbox.retried", "Envoi abandonné remis dans la file"),
    ("qualification.attested", "Critère attesté"),
    ("qualification.file_removed", "Preuve retirée"),
    ("qualification.judged", "Critère jugé"),
    ("queue.display_chosen", "Présentation de la file choisie"),
    ("queue.exported", "Vue de la file exportée"),
    ("queue.tag_created", "Étiquette créée"),
    ("queue.tag_retired", "Étiquette retirée de l'usage"),
    ("queue.view_forgotten", "Vue oubliée"),
    ("queue.view_kept", "Vue gardée"),
    ("queue.view_shared", "Vue partagée"),
    ("queue.view_unshared", "Partage d'une vue arrêté"),
    ("request.begun", "Demande commencée"),
    ("request.changes_requested", "Corrections demandées"),
    ("request.corrections_recalled", "Corrections rappelées"),
    ("request.draft_recalled", "Brouillon rappelé"),
    ("request.overdue", "Réponse annoncée dépassée"),
    ("request.silence_near", "Silence proche signalé"),
    ("request.silence_reached", "Délai légal écoulé"),
    ("request.correction_answered", "Réponse à une correction"),
    ("request.correction_noted", "Correction notée"),
    ("request.correction_taken_back", "Correction reprise"),
    ("request.corrections_closed", "Corrections closes"),
    ("request.conflict_lifted", "Conflit d'intérêts retiré"),
    ("request.conflict_stated", "Conflit d'intérêts déclaré"),
    (
        "request.contact_asked",
        "Confirmation demandée à un contact",
    ),
    ("request.contact_confirmed", "Rôle confirmé par un contact"),
    ("request.contact_declined", "Rôle décliné par un contact"),
    ("request.discarded", "Demande écartée"),
    ("request.document_joined", "Pièce jointe ajoutée"),
    ("request.document_removed", "Pièce jointe retirée"),
    ("request.draft_deleted", "Brouillon supprimé"),
    ("request.ended", "Habilitation terminée"),
    ("request.granted", "Demande accordée"),
    ("request.handed_over", "Demande confiée à un instructeur"),
    ("request.message_sent", "Message envoyé"),
    (
        "request.members_reach_set",
        "Accès des membres à la demande changé",
    ),
    ("request.person_invited", "Personne invitée sur la demande"),
    (
        "request.person_invited_again",
        "Invitation sur la demande renvoyée",
    ),
    (
        "request.person_joined",
        "Invitation sur la demande acceptée",
    ),
    (
        "request.person_reach_set",
        "Accès d'une personne à la demande changé",
    ),
    ("request.read", "Dossier consulté par l'équipe"),
    ("request.refused", "Demande refusée"),
    ("request.released", "Demande rendue à la file"),
    ("request.replaced", "Habilitation remplacée par un avenant"),
    ("request.revoked", "Habilitation révoquée"),
    ("request.section_saved", "Section du dossier enregistrée"),
    ("request.submitted", "Demande déposée"),
    ("request.tagged", "Étiquette posée"),
    ("request.taken", "Demande prise en charge"),
    ("request.taken_over", "Demande reprise"),
    ("request.transfer_cancelled", "Transfert annulé"),
    ("request.transfer_declined", "Transfert décliné"),
    ("request.transfer_expired", "Transfert expiré"),
    ("request.transfer_offered", "Transfert proposé"),
    ("request.transferred", "Demande transférée"),
    ("request.untagged", "Étiquette retirée"),
    ("request.version_frozen", "Version figée"),
    ("request.waitlisted", "Demande mise en liste d'attente"),
    ("request.withdrawn", "Demande retirée"),
    ("review.absence_declared", "Absence déclarée"),
    ("review.absence_removed", "Absence supprimée"),
    ("review.configured", "Instruction réglée"),
    ("review.decision_proposed", "Décision proposée"),
    (
        "review.proposal_dropped",
        "Proposition de décision abandonnée",
    ),
    ("review.note_written", "Note interne écrite"),
    ("review.opinion_asked", "Avis demandé à un collègue"),
    ("review.opinion_given", "Avis donné"),
    ("review.template_changed", "Modèle de motif changé"),
    ("review.template_put_away", "Modèle de motif rangé"),
    (
        "review.template_put_back",
        "Modèle de motif proposé de nouveau",
    ),
    ("review.template_written", "Modèle de motif écrit"),
    ("sandbox.key_made", "Clé du bac à sable créée"),
    ("sandbox.key_rotated", "Clé du bac à sable renouvelée"),
    (
        "sandbox.identity_added",
        "Identité d'essai ajoutée au service",
    ),
    (
        "sandbox.identity_removed",
        "Identité d'essai retirée du service",
    ),
    (
        "sandbox.traces_forgotten",
        "Traces de plus de 90 jours effacées",
    ),
    ("service.audited", "Espace du service lu par un auditeur"),
    ("service.closed", "Service fermé"),
    (
        "service.corrections_requested",
        "Corrections demandées à l'intégration",
    ),
    (
        "service.invitation_cancelled",
        "Invitation dans l'équipe annulée",
    ),
    ("service.live", "Service mis en production"),
    (
        "service.member_invited",
        "Personne invitée dans l'équipe du service",
    ),
    (
        "service.member_joined",
        "Personne entrée dans l'équipe du service",
    ),
    (
        "service.member_removed",
        "Personne sortie de l'équipe du service",
    ),
    (
        "service.member_role_changed",
        "Rôle dans l'équipe du service changé",
    ),
    ("service.opened", "Espace du service ouvert"),
    (
        "service.qualification_handed_back",
        "Qualification rendue à la file",
    ),
    ("service.qualification_requested", "Qualification demandée"),
    (
        "service.qualification_taken",
        "Qualification prise en charge",
    ),
    ("service.qualified", "Service qualifié"),
    ("service.resumed", "Service rétabli"),
    (
        "service.right_replaced",
        "Habilitation du service remplacée",
    ),
    ("service.suspended", "Service suspendu"),
    ("session.closed", "Session fermée"),
    ("session.opened", "Session ouverte"),
    ("session.others_closed", "Autres sessions fermées"),
    ("session.second_factor_shown", "Second facteur présenté"),
    ("support.answered", "Question d'assistance répondue"),
    ("support.asked", "Question posée à l'assistance"),
    ("support.closed", "Question d'assistance close"),
    ("support.insisted", "Question d'assistance complétée"),
    ("support.letter_answered", "Question sans compte répondue"),
    ("support.letter_closed", "Question sans compte close"),
    ("support.letter_confirmed", "Question sans compte transmise"),
    (
        "support.letter_forgotten",
        "Question sans compte effacée, sa durée passée",
    ),
    ("support.letter_insisted", "Question sans compte complétée"),
    ("support.letter_written", "Question écrite sans compte"),
    ("upload.infected", "Fichier refusé par l'antivirus"),
    ("vendor.client_added", "Cliente ajoutée au portefeuille"),
    ("vendor.client_archived", "Cliente retirée du portefeuille"),
    ("vendor.clients_imported", "Fichier de clientes importé"),
    ("vendor.consent_asked", "Accord demandé à la cliente"),
    ("vendor.consent_given", "Accord donné par la cliente"),
    ("vendor.consent_refused", "Accord refusé par la cliente"),
    ("vendor.mandate_set", "Mandat enregistré"),
    ("vendor.request_begun", "Demande commencée pour une cliente"),
];

/// The French words for a code; the code itself when it has none.
#[must_use]
pub fn label(action: &str) -> &str {
    LABELS
        .iter()
        .find(|(code, _)| *code == action)
        .map_or(action, |(_, label)| label)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Texts of the form `kind.what` in the code, where the kind begins the code of some action.
    fn recorded(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                recorded(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs")
                && !path.ends_with("labels.rs")
            {
                let text = fs::read_to_string(&path).unwrap();
                found.extend(
                    text.split('"')
                        .filter(|text| is_action(text))
                        .map(str::to_owned),
                );
            }
        }
    }

    fn is_action(text: &str) -> bool {
        let word = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        };
        text.split_once('.').is_some_and(|(kind, what)| {
            word(kind)
                && word(what)
                && LABELS
                    .iter()
                    .any(|(code, _)| code.split('.').next() == Some(kind))
        })
    }

    #[test]
    fn every_recorded_action_has_its_words_and_none_has_words_in_vain() {
        let mut found = BTreeSet::new();
        recorded(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut found,
        );
        let known: BTreeSet<String> = LABELS.iter().map(|(code, _)| (*code).to_owned()).collect();
        let untold: Vec<_> = found.difference(&known).collect();
        let vain: Vec<_> = known.difference(&found).collect();
        assert!(
            untold.is_empty() && vain.is_empty(),
            "without words: {untold:?}; words in vain: {vain:?}"
        );
    }
}
