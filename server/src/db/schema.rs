//! The tables as diesel sees them; the same columns as in `migrations/`. A test compares the two.

diesel::table! {
    installation (name) {
        name -> Text,
        value -> Binary,
    }
}

diesel::table! {
    accounts (id) {
        id -> Binary,
        address -> Text,
        mailbox_id -> Binary,
        state -> Text,
        language -> Text,
        opaque_record -> Binary,
        opaque_setup_id -> BigInt,
        ksf -> BigInt,
        totp_box -> Nullable<Binary>,
        totp_pending_box -> Nullable<Binary>,
        totp_last_step -> BigInt,
        totp_enrolled_ms -> BigInt,
        code_tries -> BigInt,
        code_tries_from_ms -> BigInt,
        kept_bytes -> BigInt,
        created_ms -> BigInt,
        backup_tries -> BigInt,
        backup_tries_from_ms -> BigInt,
        recovery_key -> Nullable<Binary>,
        recovery_made_ms -> BigInt,
        recovery_doubted -> BigInt,
        codes_told_ms -> BigInt,
    }
}

diesel::table! {
    backup_codes (account_id, code_hmac) {
        account_id -> Binary,
        code_hmac -> Binary,
    }
}

diesel::table! {
    account_blobs (account_id, kind) {
        account_id -> Binary,
        kind -> Text,
        version -> BigInt,
        blob_id -> Binary,
    }
}

diesel::table! {
    sessions (id) {
        id -> Binary,
        token_sha256 -> Binary,
        account_id -> Binary,
        created_ms -> BigInt,
        seen_ms -> BigInt,
        expires_ms -> BigInt,
        step_up_ms -> BigInt,
        slot -> Nullable<BigInt>,
        device -> Text,
        net -> Text,
        by_passkey -> BigInt,
    }
}

diesel::table! {
    key_records (mailbox_id, epoch) {
        mailbox_id -> Binary,
        epoch -> BigInt,
        record -> Binary,
        self_signature -> Binary,
        prev_signature -> Binary,
        org_signature -> Binary,
        created_ms -> BigInt,
    }
}

diesel::table! {
    lookups (account_id, address_hmac) {
        account_id -> Binary,
        address_hmac -> Binary,
        at_ms -> BigInt,
    }
}

diesel::table! {
    blobs (id) {
        id -> Binary,
        kind -> Text,
        state -> Text,
        slot -> BigInt,
        size_bytes -> BigInt,
        accepted_bytes -> BigInt,
        sha256 -> Nullable<Binary>,
        sha256_state -> Nullable<Binary>,
        uploader -> Nullable<Binary>,
        created_ms -> BigInt,
    }
}

diesel::table! {
    spent_blob_ids (blob_id) {
        blob_id -> Binary,
        erased_ms -> BigInt,
    }
}

diesel::table! {
    messages (id) {
        id -> Binary,
        sender_mailbox_id -> Binary,
        submission -> Binary,
        submission_signature -> Binary,
        submission_sha256 -> Binary,
        promise -> Binary,
        promise_signature -> Binary,
        expires_ms -> BigInt,
        created_ms -> BigInt,
        server_ms -> BigInt,
    }
}

diesel::table! {
    deliveries (message_id, mailbox_id) {
        message_id -> Binary,
        mailbox_id -> Binary,
        folder -> Text,
        origin -> Text,
        blob_id -> Binary,
        sort_ms -> BigInt,
        arrived_ms -> BigInt,
        opened_ms -> Nullable<BigInt>,
        place -> Nullable<Binary>,
        read_mark -> Nullable<BigInt>,
        starred -> BigInt,
    }
}

diesel::table! {
    blob_refs (blob_id, message_id, mailbox_id) {
        blob_id -> Binary,
        message_id -> Binary,
        mailbox_id -> Binary,
    }
}

diesel::table! {
    receipts (id) {
        id -> BigInt,
        message_id -> Binary,
        reader_mailbox_id -> Binary,
        kind -> BigInt,
        part_blob_id -> Binary,
        receipt -> Binary,
        receipt_signature -> Binary,
        promise -> Binary,
        promise_signature -> Binary,
    }
}

diesel::table! {
    tombstones (message_id, mailbox_id) {
        message_id -> Binary,
        mailbox_id -> Binary,
        sent -> BigInt,
        submission_sha256 -> Binary,
        erased_ms -> BigInt,
        reason -> Text,
    }
}

diesel::table! {
    erasures (id) {
        id -> Binary,
        mailbox_id -> Binary,
        requested_ms -> BigInt,
        letters -> BigInt,
        released -> BigInt,
        report -> Nullable<Binary>,
        report_signature -> Nullable<Binary>,
        done_ms -> Nullable<BigInt>,
    }
}

diesel::table! {
    erasure_jobs (id) {
        id -> BigInt,
        erasure_id -> Nullable<Binary>,
        message_id -> Nullable<Binary>,
        envelope_sha256 -> Nullable<Binary>,
        blob_id -> Nullable<Binary>,
        slot -> BigInt,
        attempts -> BigInt,
        next_ms -> BigInt,
        key_erased_ms -> Nullable<BigInt>,
        overwritten -> Nullable<BigInt>,
        done_ms -> Nullable<BigInt>,
    }
}

diesel::table! {
    audit_entries (id) {
        id -> BigInt,
        kind -> BigInt,
        server_ms -> BigInt,
        commitment -> Binary,
        account_id -> Nullable<Binary>,
        object_hash -> Nullable<Binary>,
        opening -> Nullable<Binary>,
    }
}

diesel::table! {
    audit_nodes (level, position) {
        level -> BigInt,
        position -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    rate_buckets (rule, subject) {
        rule -> BigInt,
        subject -> Binary,
        full_us -> BigInt,
    }
}

diesel::table! {
    wrong_codes (account_id) {
        account_id -> Binary,
        wrong -> BigInt,
        from_ms -> BigInt,
    }
}

diesel::table! {
    outbox (id) {
        id -> Binary,
        channel -> Text,
        kind -> Text,
        sealed -> Nullable<Binary>,
        state -> Text,
        attempts -> BigInt,
        next_ms -> BigInt,
        ends_ms -> BigInt,
        created_ms -> BigInt,
        failure -> Nullable<Text>,
        report -> Nullable<Text>,
        account_id -> Nullable<Binary>,
    }
}

diesel::table! {
    address_proofs (token_sha256) {
        token_sha256 -> Binary,
        address -> Text,
        code_box -> Binary,
        tries_left -> BigInt,
        proven_ms -> Nullable<BigInt>,
        ends_ms -> BigInt,
    }
}

diesel::table! {
    phones (account_id, role) {
        account_id -> Binary,
        role -> Text,
        number_box -> Binary,
        verified_ms -> BigInt,
    }
}

diesel::table! {
    phone_codes (account_id, role) {
        account_id -> Binary,
        role -> Text,
        number_box -> Binary,
        code_box -> Binary,
        tries_left -> BigInt,
        ends_ms -> BigInt,
    }
}

diesel::table! {
    wrong_passwords (subject) {
        subject -> Binary,
        wrong -> BigInt,
        from_ms -> BigInt,
        told -> BigInt,
    }
}

diesel::table! {
    known_devices (account_id, device_hmac) {
        account_id -> Binary,
        device_hmac -> Binary,
        seen_ms -> BigInt,
    }
}

diesel::table! {
    recovery_requests (account_id) {
        account_id -> Binary,
        begun_ms -> BigInt,
        ends_ms -> BigInt,
        stop_sha256 -> Binary,
    }
}

diesel::table! {
    account_ends (account_id) {
        account_id -> Binary,
        requested_ms -> BigInt,
        ends_ms -> BigInt,
    }
}

diesel::table! {
    endings (erasure_id) {
        erasure_id -> Binary,
        account_id -> Binary,
        mailbox_id -> Binary,
        address -> Text,
        language -> Text,
        requested_ms -> BigInt,
        ended_ms -> BigInt,
        letters -> BigInt,
        released -> BigInt,
        overwritten -> BigInt,
    }
}

diesel::table! {
    ended_mailboxes (mailbox_id) {
        mailbox_id -> Binary,
        ended_ms -> BigInt,
        has_records -> BigInt,
    }
}

diesel::table! {
    passkeys (id) {
        id -> Binary,
        account_id -> Binary,
        credential_id -> Binary,
        public_key -> Binary,
        counter -> BigInt,
        name -> Text,
        created_ms -> BigInt,
        used_ms -> Nullable<BigInt>,
    }
}

diesel::table! {
    passkey_wraps (passkey_id) {
        passkey_id -> Binary,
        account_id -> Binary,
        blob_id -> Binary,
        made_ms -> BigInt,
    }
}

diesel::table! {
    kept_keyrings (account_id, kind) {
        account_id -> Binary,
        kind -> Text,
        version -> BigInt,
        blob_id -> Binary,
    }
}

diesel::table! {
    local_objects (mailbox_id, id) {
        mailbox_id -> Binary,
        id -> Binary,
        kind -> BigInt,
        version -> BigInt,
        blob_id -> Binary,
    }
}

diesel::table! {
    amends (id) {
        id -> BigInt,
        message_id -> Binary,
        kind -> BigInt,
        amend -> Binary,
        amend_signature -> Binary,
        epoch -> BigInt,
        promise -> Binary,
        promise_signature -> Binary,
    }
}

diesel::table! {
    held_letters (message_id) {
        message_id -> Binary,
        sender_mailbox_id -> Binary,
        submission -> Binary,
        submission_signature -> Binary,
        submission_sha256 -> Binary,
        assurance -> BigInt,
        release_ms -> BigInt,
        obstacle -> Nullable<Text>,
    }
}

diesel::table! {
    held_envelopes (message_id, mailbox_id) {
        message_id -> Binary,
        mailbox_id -> Binary,
        blob_id -> Binary,
    }
}

diesel::table! {
    object_holds (mailbox_id, object_id, blob_id) {
        mailbox_id -> Binary,
        object_id -> Binary,
        blob_id -> Binary,
    }
}

diesel::table! {
    held_parts (blob_id, message_id) {
        blob_id -> Binary,
        message_id -> Binary,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    installation,
    accounts,
    account_blobs,
    sessions,
    key_records,
    lookups,
    blobs,
    spent_blob_ids,
    messages,
    deliveries,
    blob_refs,
    receipts,
    tombstones,
    erasures,
    erasure_jobs,
    audit_entries,
    rate_buckets,
    wrong_codes,
    outbox,
    address_proofs,
    phones,
    phone_codes,
    wrong_passwords,
    known_devices,
    recovery_requests,
    account_ends,
    endings,
    ended_mailboxes,
    passkeys,
    passkey_wraps,
    kept_keyrings,
    local_objects,
    object_holds,
    amends,
    held_letters,
    held_envelopes,
    held_parts,
);
