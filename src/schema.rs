//! One `table!` per table, with SQL types that both databases know.
//!
//! Hand-written, because no tool prints it for two databases; a parity test holds it against both.

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlJson, SqlUuid};

    outbox_jobs (id) {
        id -> SqlUuid,
        kind -> Text,
        payload -> SqlJson,
        created_at -> SqlInstant,
        due_at -> SqlInstant,
        attempts -> Integer,
        claimed_by -> Nullable<Text>,
        claimed_until -> Nullable<SqlInstant>,
        last_error -> Nullable<Text>,
        done_at -> Nullable<SqlInstant>,
        gave_up_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::SqlInstant;

    leases (name) {
        name -> Text,
        holder -> Text,
        held_until -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    number_blocks (kind, year) {
        kind -> Text,
        year -> Integer,
        next_value -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::SqlInstant;

    rate_counters (bucket, key_hash, window_start) {
        bucket -> Text,
        key_hash -> Text,
        window_start -> SqlInstant,
        hits -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    journal_entries (id) {
        id -> SqlUuid,
        at -> SqlInstant,
        actor_kind -> Text,
        actor -> Nullable<Text>,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        organisation_id -> Nullable<SqlUuid>,
        request_id -> Nullable<SqlUuid>,
        service_id -> Nullable<SqlUuid>,
        data -> Text,
        http_request_id -> Text,
        origin -> Nullable<Text>,
        origin_digest -> Nullable<Text>,
        seq -> Nullable<BigInt>,
        hash -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    journal_head (id) {
        id -> Integer,
        seq -> BigInt,
        hash -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    accounts (id) {
        id -> SqlUuid,
        email -> Text,
        email_key -> Text,
        given_name -> Text,
        family_name -> Text,
        search_key -> Text,
        password_hash -> Nullable<Text>,
        email_confirmed_at -> Nullable<SqlInstant>,
        totp_sealed -> Nullable<Text>,
        totp_confirmed_at -> Nullable<SqlInstant>,
        totp_last_step -> Nullable<BigInt>,
        disabled_at -> Nullable<SqlInstant>,
        created_at -> SqlInstant,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    account_roles (account_id, role) {
        account_id -> SqlUuid,
        role -> Text,
        given_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    recovery_codes (account_id, code_hash) {
        account_id -> SqlUuid,
        code_hash -> Text,
        used_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    account_tokens (token_hash) {
        token_hash -> Text,
        account_id -> SqlUuid,
        purpose -> Text,
        created_at -> SqlInstant,
        expires_at -> SqlInstant,
        used_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    sessions (id) {
        id -> SqlUuid,
        token_hash -> Text,
        account_id -> SqlUuid,
        organisation_id -> Nullable<SqlUuid>,
        created_at -> SqlInstant,
        last_seen_at -> SqlInstant,
        expires_at -> SqlInstant,
        second_factor_at -> Nullable<SqlInstant>,
        device -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlInstant, SqlUuid};

    organisations (id) {
        id -> SqlUuid,
        siret -> Text,
        siren -> Text,
        name -> Text,
        search_key -> Text,
        sort_key -> Text,
        legal_category -> Text,
        activity_code -> Text,
        street -> Text,
        postal_code -> Text,
        city -> Text,
        founded_on -> SqlDay,
        registry_state -> Text,
        provenance -> Text,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        version -> Integer,
        registry_finding -> Nullable<Text>,
        registry_checked_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlJson};

    registry_answers (siret) {
        siret -> Text,
        found -> Nullable<SqlJson>,
        asked_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    sirene_units (siren) {
        siren -> Text,
        name -> Text,
        legal_category -> Text,
        activity_code -> Text,
        founded_on -> Text,
        state -> Text,
        restricted -> Text,
        head_office -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    sirene_establishments (siret) {
        siret -> Text,
        street -> Text,
        postal_code -> Text,
        city -> Text,
        state -> Text,
        restricted -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::SqlInstant;

    sirene_imports (file) {
        file -> Text,
        fingerprint -> Text,
        byte_offset -> BigInt,
        rows_read -> BigInt,
        rows_refused -> BigInt,
        started_at -> SqlInstant,
        updated_at -> SqlInstant,
        finished_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    memberships (organisation_id, account_id) {
        organisation_id -> SqlUuid,
        account_id -> SqlUuid,
        role -> Text,
        joined_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    membership_requests (id) {
        id -> SqlUuid,
        organisation_id -> SqlUuid,
        account_id -> SqlUuid,
        status -> Text,
        asked_at -> SqlInstant,
        settled_by -> Nullable<SqlUuid>,
        settled_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    organisation_invitations (id) {
        id -> SqlUuid,
        organisation_id -> SqlUuid,
        email -> Text,
        email_key -> Text,
        role -> Text,
        status -> Text,
        invited_by -> SqlUuid,
        invited_at -> SqlInstant,
        expires_at -> SqlInstant,
        token_hash -> Nullable<Text>,
        accepted_by -> Nullable<SqlUuid>,
        settled_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlInstant, SqlJson, SqlUuid};

    requests (id) {
        id -> SqlUuid,
        number -> Text,
        organisation_id -> SqlUuid,
        siren -> Text,
        created_by -> SqlUuid,
        legal_basis -> Text,
        sector -> Nullable<Text>,
        status -> Text,
        version -> Integer,
        title -> Text,
        dossier -> SqlJson,
        reviewer_id -> Nullable<SqlUuid>,
        submitted_at -> Nullable<SqlInstant>,
        first_submitted_at -> Nullable<SqlInstant>,
        rank_at -> Nullable<SqlInstant>,
        state_since -> SqlInstant,
        suspended_seconds -> BigInt,
        review_due_on -> Nullable<SqlDay>,
        silent_on -> Nullable<SqlDay>,
        decided_at -> Nullable<SqlInstant>,
        copied_from -> Nullable<SqlUuid>,
        amends -> Nullable<SqlUuid>,
        members_may -> Text,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        clock_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    request_versions (id) {
        id -> SqlUuid,
        request_id -> SqlUuid,
        ordinal -> Integer,
        dossier -> Text,
        sha256 -> Text,
        submitted_at -> SqlInstant,
        submitted_by -> SqlUuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    request_decisions (id) {
        id -> SqlUuid,
        request_id -> SqlUuid,
        kind -> Text,
        reason -> Text,
        legal_reference -> Text,
        decided_by -> Nullable<SqlUuid>,
        seconded_by -> Nullable<SqlUuid>,
        decided_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlJson, SqlUuid};

    habilitations (id) {
        id -> SqlUuid,
        number -> Text,
        request_id -> SqlUuid,
        version_id -> SqlUuid,
        organisation_id -> SqlUuid,
        siren -> Text,
        legal_basis -> Text,
        level -> Text,
        claims -> SqlJson,
        data_apis -> SqlJson,
        legal_text -> Text,
        service_name -> Text,
        granted_at -> SqlInstant,
        ended_at -> Nullable<SqlInstant>,
        end_reason -> Nullable<Text>,
        replaced_by -> Nullable<SqlUuid>,
        conditions -> SqlJson,
        withheld -> SqlJson,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    documents (id) {
        id -> SqlUuid,
        request_id -> Nullable<SqlUuid>,
        service_id -> Nullable<SqlUuid>,
        kind -> Text,
        file_name -> Text,
        media_type -> Text,
        size -> BigInt,
        sha256 -> Text,
        storage_key -> Text,
        uploaded_by -> SqlUuid,
        uploaded_at -> SqlInstant,
        removed_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlInstant, SqlUuid};

    experiments (id) {
        id -> SqlUuid,
        decree -> Text,
        opens_on -> SqlDay,
        closes_on -> SqlDay,
        cap -> Integer,
        reuse_seats -> Bool,
        version -> Integer,
        created_at -> SqlInstant,
        report_day -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::SqlUuid;

    experiment_sectors (experiment_id, sector) {
        experiment_id -> SqlUuid,
        sector -> Text,
        guide -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    seats (experiment_id, number) {
        experiment_id -> SqlUuid,
        number -> Integer,
        cap -> Integer,
        siren -> Text,
        sector -> Text,
        request_id -> SqlUuid,
        taken_at -> SqlInstant,
        released_at -> Nullable<SqlInstant>,
        departure_reason -> Nullable<Text>,
        reserved_until -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    criterion_verdicts (id) {
        id -> SqlUuid,
        request_id -> SqlUuid,
        ordinal -> Integer,
        criterion -> Text,
        verdict -> Text,
        comment -> Text,
        judged_by -> SqlUuid,
        judged_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    seat_departures (request_id) {
        request_id -> SqlUuid,
        reason -> Text,
        decided_by -> SqlUuid,
        decided_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    seat_offers (id) {
        id -> SqlUuid,
        experiment_id -> SqlUuid,
        number -> Integer,
        siren -> Text,
        request_id -> SqlUuid,
        ranked_at -> SqlInstant,
        offered_at -> SqlInstant,
        answer_until -> SqlInstant,
        outcome -> Nullable<Text>,
        closed_at -> Nullable<SqlInstant>,
        recalled_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    seat_tenures (experiment_id, siren, taken_at) {
        experiment_id -> SqlUuid,
        number -> Integer,
        siren -> Text,
        sector -> Text,
        request_id -> SqlUuid,
        taken_at -> SqlInstant,
        released_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlJson, SqlUuid};

    experiment_changes (experiment_id, version) {
        experiment_id -> SqlUuid,
        version -> Integer,
        reason -> Text,
        terms -> SqlJson,
        changed_by -> Nullable<SqlUuid>,
        changed_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    services (id) {
        id -> SqlUuid,
        organisation_id -> SqlUuid,
        habilitation_id -> SqlUuid,
        request_id -> SqlUuid,
        name -> Text,
        status -> Text,
        version -> Integer,
        officer_id -> Nullable<SqlUuid>,
        state_reason -> Nullable<Text>,
        state_since -> SqlInstant,
        qualified_at -> Nullable<SqlInstant>,
        created_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    service_steps (service_id, ordinal) {
        service_id -> SqlUuid,
        ordinal -> Integer,
        status -> Text,
        reached_at -> SqlInstant,
        actor_id -> Nullable<SqlUuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    service_members (service_id, account_id) {
        service_id -> SqlUuid,
        account_id -> SqlUuid,
        role -> Text,
        joined_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    service_invitations (id) {
        id -> SqlUuid,
        service_id -> SqlUuid,
        email -> Text,
        email_key -> Text,
        role -> Text,
        invited_by -> Nullable<SqlUuid>,
        created_at -> SqlInstant,
        expires_at -> SqlInstant,
        token_hash -> Nullable<Text>,
        accepted_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlJson, SqlUuid};

    clients (id) {
        id -> SqlUuid,
        service_id -> SqlUuid,
        environment -> Text,
        name -> Text,
        client_id -> Text,
        secret_hash -> Nullable<Text>,
        secret_made_at -> Nullable<SqlInstant>,
        former_secret_hash -> Nullable<Text>,
        former_secret_until -> Nullable<SqlInstant>,
        configuration -> SqlJson,
        version -> Integer,
        disabled_at -> Nullable<SqlInstant>,
        created_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlJson, SqlUuid};

    client_versions (client_id, ordinal) {
        client_id -> SqlUuid,
        ordinal -> Integer,
        configuration -> SqlJson,
        changed_by -> SqlUuid,
        changed_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    sandbox_demos (service_id) {
        service_id -> SqlUuid,
        client_id -> SqlUuid,
        secret_sealed -> Text,
        made_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    qualification_items (service_id, checklist, criterion) {
        service_id -> SqlUuid,
        checklist -> Text,
        criterion -> Integer,
        version -> Integer,
        attestation -> Text,
        attested_by -> Nullable<SqlUuid>,
        attested_at -> Nullable<SqlInstant>,
        verdict -> Nullable<Text>,
        comment -> Text,
        officer_id -> Nullable<SqlUuid>,
        verdict_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::SqlUuid;

    qualification_files (document_id) {
        document_id -> SqlUuid,
        service_id -> SqlUuid,
        criterion -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlJson, SqlUuid};

    qualification_reports (service_id, ordinal) {
        service_id -> SqlUuid,
        ordinal -> Integer,
        checklist -> Text,
        officer_id -> SqlUuid,
        qualified_at -> SqlInstant,
        report -> SqlJson,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    credentials (id) {
        id -> SqlUuid,
        client_id -> SqlUuid,
        method -> Text,
        status -> Text,
        version -> Integer,
        issued_at -> SqlInstant,
        issued_by -> Nullable<SqlUuid>,
        retrieval_until -> SqlInstant,
        secret_hash -> Nullable<Text>,
        revealed_at -> Nullable<SqlInstant>,
        revealed_by -> Nullable<SqlUuid>,
        expires_at -> SqlInstant,
        ended_at -> Nullable<SqlInstant>,
        end_reason -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    review_settings (id) {
        id -> Integer,
        four_eyes -> Bool,
        version -> Integer,
        changed_by -> Nullable<SqlUuid>,
        changed_at -> SqlInstant,
        assigns -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlInstant, SqlUuid};

    reviewer_absences (id) {
        id -> SqlUuid,
        account_id -> SqlUuid,
        starts_on -> SqlDay,
        ends_on -> SqlDay,
        declared_by -> SqlUuid,
        declared_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    request_recusals (request_id, account_id) {
        request_id -> SqlUuid,
        account_id -> SqlUuid,
        tie -> Text,
        reason -> Text,
        stated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    request_notes (id) {
        id -> SqlUuid,
        request_id -> SqlUuid,
        author_id -> SqlUuid,
        body -> Text,
        written_at -> SqlInstant,
        asked_of -> Nullable<SqlUuid>,
        answer -> Nullable<Text>,
        answered_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::SqlUuid;

    template_uses (id) {
        id -> SqlUuid,
        template_id -> SqlUuid,
        version -> Integer,
        decision_id -> Nullable<SqlUuid>,
        proposal_id -> Nullable<SqlUuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    reason_templates (id) {
        id -> SqlUuid,
        step -> Text,
        name -> Text,
        body -> Text,
        legal_reference -> Text,
        version -> Integer,
        archived_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    reason_template_versions (template_id, version) {
        template_id -> SqlUuid,
        version -> Integer,
        name -> Text,
        body -> Text,
        legal_reference -> Text,
        changed_by -> Nullable<SqlUuid>,
        changed_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::SqlDay;

    desk_mornings (day) {
        day -> SqlDay,
        told -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    decision_proposals (id) {
        id -> SqlUuid,
        request_id -> SqlUuid,
        kind -> Text,
        reason -> Text,
        legal_reference -> Text,
        proposed_by -> SqlUuid,
        proposed_at -> SqlInstant,
        outcome -> Nullable<Text>,
        settled_by -> Nullable<SqlUuid>,
        settled_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    dossier_reads (account_id, request_id) {
        account_id -> SqlUuid,
        request_id -> SqlUuid,
        read_at -> SqlInstant,
        present_until -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    notifications (id) {
        id -> SqlUuid,
        account_id -> SqlUuid,
        kind -> Text,
        title -> Text,
        link -> Text,
        created_at -> SqlInstant,
        read_at -> Nullable<SqlInstant>,
        digested_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    mail_preferences (account_id, topic) {
        account_id -> SqlUuid,
        topic -> Text,
        wanted -> Bool,
        changed_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlUuid};

    digest_rounds (id) {
        id -> Integer,
        day -> SqlDay,
        after_account -> Nullable<SqlUuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    request_messages (id) {
        id -> SqlUuid,
        request_id -> SqlUuid,
        author_id -> SqlUuid,
        side -> Text,
        body -> Text,
        sent_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::SqlUuid;

    message_files (id) {
        id -> SqlUuid,
        message_id -> SqlUuid,
        file_name -> Text,
        media_type -> Text,
        size -> BigInt,
        sha256 -> Text,
        storage_key -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    thread_reads (request_id, account_id) {
        request_id -> SqlUuid,
        account_id -> SqlUuid,
        side -> Text,
        read_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::SqlInstant;

    file_scans (storage_key) {
        storage_key -> Text,
        state -> Text,
        finding -> Text,
        held_at -> SqlInstant,
        settled_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::SqlUuid;

    register_entries (habilitation_id) {
        habilitation_id -> SqlUuid,
        holder_name -> Text,
        named -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::SqlUuid;

    register_terms (term, habilitation_id) {
        term -> Text,
        habilitation_id -> SqlUuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    url_checks (request_id, field) {
        request_id -> SqlUuid,
        field -> Text,
        url -> Text,
        outcome -> Text,
        status -> Nullable<Integer>,
        checked_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    contact_confirmations (id) {
        id -> SqlUuid,
        request_id -> SqlUuid,
        role -> Text,
        email -> Text,
        asked_at -> SqlInstant,
        expires_at -> SqlInstant,
        token_hash -> Nullable<Text>,
        answer -> Nullable<Text>,
        answered_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    request_withdrawals (request_id) {
        request_id -> SqlUuid,
        reason -> Text,
        comment -> Text,
        withdrawn_by -> Nullable<SqlUuid>,
        withdrawn_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    request_transfers (id) {
        id -> SqlUuid,
        request_id -> SqlUuid,
        from_account -> SqlUuid,
        to_account -> SqlUuid,
        message -> Text,
        status -> Text,
        asked_by -> SqlUuid,
        asked_at -> SqlInstant,
        expires_at -> SqlInstant,
        token_hash -> Nullable<Text>,
        settled_by -> Nullable<SqlUuid>,
        settled_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    request_shares (id) {
        id -> SqlUuid,
        request_id -> SqlUuid,
        email -> Text,
        email_key -> Text,
        account_id -> Nullable<SqlUuid>,
        access -> Text,
        invited_by -> SqlUuid,
        invited_at -> SqlInstant,
        expires_at -> SqlInstant,
        token_hash -> Nullable<Text>,
        accepted_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    service_rights (service_id, ordinal) {
        service_id -> SqlUuid,
        ordinal -> Integer,
        habilitation_id -> SqlUuid,
        request_id -> SqlUuid,
        since -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    vendor_imports (id) {
        id -> SqlUuid,
        vendor_id -> SqlUuid,
        file_name -> Text,
        sha256 -> Text,
        storage_key -> Text,
        line_count -> Integer,
        error_count -> Integer,
        status -> Text,
        created_by -> SqlUuid,
        created_at -> SqlInstant,
        settled_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlInstant, SqlJson, SqlUuid};

    vendor_clients (id) {
        id -> SqlUuid,
        vendor_id -> SqlUuid,
        siret -> Text,
        name -> Text,
        search_key -> Text,
        sort_key -> Text,
        sheet -> SqlJson,
        mandate_ends_on -> SqlDay,
        consent -> Text,
        consent_email -> Text,
        consent_asked_at -> Nullable<SqlInstant>,
        consent_asked_by -> Nullable<SqlUuid>,
        consent_expires_at -> Nullable<SqlInstant>,
        consent_answered_at -> Nullable<SqlInstant>,
        consent_token_hash -> Nullable<Text>,
        import_id -> Nullable<SqlUuid>,
        archived_at -> Nullable<SqlInstant>,
        created_by -> SqlUuid,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlInstant, SqlUuid};

    vendor_mandates (id) {
        id -> SqlUuid,
        client_id -> SqlUuid,
        file_name -> Text,
        size -> BigInt,
        sha256 -> Text,
        storage_key -> Text,
        ends_on -> SqlDay,
        uploaded_by -> SqlUuid,
        uploaded_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    vendor_requests (request_id) {
        request_id -> SqlUuid,
        client_id -> SqlUuid,
        begun_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlUuid};

    vendor_watches (vendor_id, day) {
        vendor_id -> SqlUuid,
        day -> SqlDay,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    request_corrections (id) {
        id -> SqlUuid,
        request_id -> SqlUuid,
        field -> Text,
        body -> Text,
        was -> Text,
        noted_by -> SqlUuid,
        noted_at -> SqlInstant,
        told_at -> Nullable<SqlInstant>,
        answer -> Text,
        answered_by -> Nullable<SqlUuid>,
        answered_at -> Nullable<SqlInstant>,
        closed_by -> Nullable<SqlUuid>,
        closed_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    support_threads (id) {
        id -> SqlUuid,
        account_id -> SqlUuid,
        subject -> Text,
        page -> Text,
        request_number -> Text,
        incident -> Text,
        status -> Text,
        opened_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    support_posts (id) {
        id -> SqlUuid,
        thread_id -> SqlUuid,
        author_id -> SqlUuid,
        by_staff -> Bool,
        body -> Text,
        sent_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlInstant, SqlJson};

    figure_months (month) {
        month -> SqlDay,
        figures -> SqlJson,
        counted_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlJson};

    figure_snapshots (name) {
        name -> Text,
        figures -> SqlJson,
        taken_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    support_letters (id) {
        id -> SqlUuid,
        name -> Text,
        email -> Text,
        subject -> Text,
        page -> Text,
        request_number -> Text,
        incident -> Text,
        status -> Text,
        written_at -> SqlInstant,
        confirmed_at -> Nullable<SqlInstant>,
        updated_at -> SqlInstant,
        token_hash -> Nullable<Text>,
        link_until -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    support_letter_posts (id) {
        id -> SqlUuid,
        letter_id -> SqlUuid,
        author_id -> Nullable<SqlUuid>,
        body -> Text,
        sent_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlUuid};

    queue_entries (rank) {
        rank -> BigInt,
        request_id -> SqlUuid,
        status -> Text,
        legal_basis -> Text,
        sector -> Nullable<Text>,
        level -> Text,
        siren -> Text,
        organisation_id -> SqlUuid,
        reviewer_id -> Nullable<SqlUuid>,
        due_on -> Nullable<SqlDay>,
        number -> Text,
        title -> Text,
        organisation -> Text,
        siret -> Text,
    }
}

diesel::table! {
    queue_claims (claim, status, rank) {
        claim -> Text,
        status -> Text,
        rank -> BigInt,
    }
}

diesel::table! {
    search_documents (key) {
        key -> BigInt,
        words -> Text,
    }
}

diesel::table! {
    search_sample (word, key) {
        word -> Text,
        key -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    tags (id) {
        id -> SqlUuid,
        label -> Text,
        label_key -> Text,
        created_by -> SqlUuid,
        created_at -> SqlInstant,
        retired_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    queue_tags (tag_id, status, rank) {
        tag_id -> SqlUuid,
        status -> Text,
        rank -> BigInt,
        added_by -> SqlUuid,
        added_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    queue_views (id) {
        id -> SqlUuid,
        owner_id -> SqlUuid,
        shared -> Bool,
        name -> Text,
        query -> Text,
        created_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    queue_preferences (account_id) {
        account_id -> SqlUuid,
        shown -> Text,
        shortcuts -> Bool,
        changed_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlJson};

    sandbox_keys (kid) {
        kid -> Text,
        alg -> Text,
        sealed -> Text,
        public -> SqlJson,
        created_at -> SqlInstant,
        signs_from -> SqlInstant,
        published_until -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlJson, SqlUuid};

    sandbox_sessions (id) {
        id -> SqlUuid,
        token_hash -> Text,
        signed -> Nullable<SqlJson>,
        created_at -> SqlInstant,
        expires_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlJson, SqlUuid};

    sandbox_flows (id) {
        id -> SqlUuid,
        client_id -> SqlUuid,
        session_id -> Nullable<SqlUuid>,
        status -> Text,
        asked -> SqlJson,
        signed -> Nullable<SqlJson>,
        code_hash -> Nullable<Text>,
        granted_at -> Nullable<SqlInstant>,
        token_hash -> Nullable<Text>,
        used_at -> Nullable<SqlInstant>,
        revoked_at -> Nullable<SqlInstant>,
        created_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    sandbox_assertions (client_id, jti_hash) {
        client_id -> SqlUuid,
        jti_hash -> Text,
        expires_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    traces (id) {
        id -> SqlUuid,
        service_id -> SqlUuid,
        client_id -> Text,
        status -> Text,
        fault -> Nullable<Text>,
        stage -> Text,
        state_hash -> Nullable<Text>,
        identity -> Nullable<Text>,
        steps -> Integer,
        started_at -> SqlInstant,
        last_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlJson, SqlUuid};

    trace_steps (trace_id, at, id) {
        id -> SqlUuid,
        trace_id -> SqlUuid,
        stage -> Text,
        at -> SqlInstant,
        status -> Integer,
        fault -> Nullable<Text>,
        content -> SqlJson,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlJson, SqlUuid};

    test_identities (id) {
        id -> SqlUuid,
        service_id -> SqlUuid,
        words -> Text,
        said -> SqlJson,
        registry -> Text,
        created_by -> SqlUuid,
        created_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlInstant, SqlJson, SqlUuid};

    monthly_reports (id) {
        id -> SqlUuid,
        experiment_id -> SqlUuid,
        siren -> Text,
        month -> SqlDay,
        ordinal -> Integer,
        status -> Text,
        sector -> Text,
        connections_fc -> BigInt,
        connections -> BigInt,
        accounts_fc -> BigInt,
        accounts -> BigInt,
        growth_tenths -> BigInt,
        feedback -> Text,
        comment -> Text,
        alerts -> SqlJson,
        source -> Text,
        sent_by -> SqlUuid,
        sent_at -> SqlInstant,
        judged_by -> Nullable<SqlUuid>,
        judged_at -> Nullable<SqlInstant>,
        reason -> Text,
        hash -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    participation_notices (experiment_id, siren, kind, about) {
        experiment_id -> SqlUuid,
        siren -> Text,
        kind -> Text,
        about -> Text,
        told_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlInstant};

    participation_rounds (day) {
        day -> SqlDay,
        told -> Integer,
        made_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlInstant, SqlUuid};

    exclusions (id) {
        id -> SqlUuid,
        experiment_id -> SqlUuid,
        siren -> Text,
        ground -> Text,
        status -> Text,
        facts -> Text,
        noticed_by -> SqlUuid,
        noticed_at -> SqlInstant,
        reply_until -> SqlDay,
        reply -> Text,
        replied_by -> Nullable<SqlUuid>,
        replied_at -> Nullable<SqlInstant>,
        reason -> Text,
        decided_by -> Nullable<SqlUuid>,
        decided_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    experiment_closings (experiment_id) {
        experiment_id -> SqlUuid,
        participants -> Integer,
        closed_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlDay, SqlInstant, SqlUuid};

    destruction_attestations (experiment_id, siren) {
        experiment_id -> SqlUuid,
        siren -> Text,
        asked_at -> SqlInstant,
        due_on -> SqlDay,
        destroyed_on -> Nullable<SqlDay>,
        means -> Text,
        signatory -> Text,
        wording -> Text,
        signed_by -> Nullable<SqlUuid>,
        signed_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    assessment_notes (experiment_id, part, ordinal) {
        experiment_id -> SqlUuid,
        part -> Text,
        ordinal -> Integer,
        words -> Text,
        hash -> Text,
        written_by -> SqlUuid,
        written_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlInstant, SqlUuid};

    assessments (experiment_id, ordinal) {
        experiment_id -> SqlUuid,
        ordinal -> Integer,
        body -> Text,
        hash -> Text,
        published_by -> SqlUuid,
        published_at -> SqlInstant,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    account_roles,
    account_tokens,
    accounts,
    assessment_notes,
    assessments,
    client_versions,
    clients,
    contact_confirmations,
    credentials,
    criterion_verdicts,
    decision_proposals,
    desk_mornings,
    destruction_attestations,
    digest_rounds,
    documents,
    dossier_reads,
    exclusions,
    experiment_changes,
    experiment_closings,
    experiment_sectors,
    experiments,
    figure_months,
    figure_snapshots,
    file_scans,
    habilitations,
    journal_entries,
    leases,
    mail_preferences,
    membership_requests,
    memberships,
    message_files,
    monthly_reports,
    notifications,
    number_blocks,
    organisation_invitations,
    organisations,
    outbox_jobs,
    participation_notices,
    participation_rounds,
    qualification_files,
    qualification_items,
    qualification_reports,
    queue_claims,
    queue_entries,
    queue_preferences,
    queue_tags,
    queue_views,
    rate_counters,
    reason_template_versions,
    reason_templates,
    recovery_codes,
    register_entries,
    register_terms,
    registry_answers,
    request_corrections,
    request_decisions,
    request_messages,
    request_notes,
    request_recusals,
    request_shares,
    request_transfers,
    request_versions,
    request_withdrawals,
    requests,
    review_settings,
    reviewer_absences,
    sandbox_assertions,
    sandbox_demos,
    sandbox_flows,
    sandbox_keys,
    sandbox_sessions,
    search_documents,
    search_sample,
    seat_departures,
    seat_offers,
    seat_tenures,
    seats,
    service_invitations,
    service_members,
    service_rights,
    service_steps,
    services,
    sessions,
    sirene_establishments,
    sirene_imports,
    sirene_units,
    support_letter_posts,
    support_letters,
    support_posts,
    support_threads,
    tags,
    template_uses,
    test_identities,
    thread_reads,
    trace_steps,
    traces,
    url_checks,
    vendor_clients,
    vendor_imports,
    vendor_mandates,
    vendor_requests,
    vendor_watches,
);
