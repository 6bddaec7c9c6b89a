package com.operanttechnologies.persistence.quoting;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the database itself refuses to the runtime role, over plain SQL, for the Customer's own quotes: other ways of a quote. */
@Tag("QUO-1")
class QuoteLifecycleRefusalTest {

    private final Quotes quotes = new Quotes();

    @BeforeEach
    void stopTime() {
        quotes.sessions.stopAt(Quotes.NOON);
    }

    @AfterEach
    void resumeTime() {
        quotes.sessions.resume();
    }

    @Test
    void a_status_that_is_not_next_in_the_lifecycle() throws SQLException {
        Quote accepted = quotes.accept(quotes.sent("To be accepted"));
        Quote declined = quotes.decline(quotes.sent("To be declined"));
        Quote expired = quotes.sent("To expire");
        quotes.sessions.stopAt(Quotes.NOON.plus(Duration.ofDays(60)));
        assertThat(quotes.expireOverdue(10)).containsExactly(expired.id());
        try (PlainSql psql = new PlainSql(quotes)) {
            for (Quote quote : List.of(accepted, declined, expired)) {
                String status = quotes.get(quote.id()).status().name().toLowerCase(Locale.ROOT);
                for (String to : List.of("draft", "sent", "accepted", "declined", "expired", "withdrawn")) {
                    if (!to.equals(status)) {
                        psql.assertRefused(
                                PlainSql.CHECK,
                                "sent_quote_status_moves_once",
                                "update quoting.sent_quote set status = ? where quote_id = ?",
                                to,
                                quote.id());
                    }
                }
            }
        }
    }

    @Test
    void a_status_that_there_is_not() throws SQLException {
        Quote sent = quotes.sent("Sent");
        try (PlainSql psql = new PlainSql(quotes)) {
            psql.assertRefused(
                    PlainSql.CHECK,
                    "sent_quote_status_check",
                    "update quoting.sent_quote set status = 'draft', decided_at = now(), decided_by = 'x' where quote_id = ?",
                    sent.id());
        }
    }

    @Test
    void accepted_back_to_draft_or_to_a_revision_after_it() throws SQLException {
        Quote accepted = quotes.accept(quotes.sent("Accepted"));
        try (PlainSql psql = new PlainSql(quotes)) {
            psql.assertRefused(
                    PlainSql.CHECK,
                    "sent_quote_is_replaced_unless_open_or_accepted",
                    "update quoting.sent_quote set replaced = true where quote_id = ?",
                    accepted.id());
            psql.assertRefused(
                    PlainSql.UNIQUE,
                    "sent_quote_is_the_only_one",
                    PlainSql.sentQuote("revision + 1", "number", "currency", "net", "tax"),
                    accepted.id());
        }
    }

    @Test
    void bringing_back_what_was_replaced() throws SQLException {
        Quote sent = quotes.sent("Sent");
        quotes.revise(sent);
        try (PlainSql psql = new PlainSql(quotes)) {
            psql.assertRefused(
                    PlainSql.CHECK,
                    "sent_quote_stays_replaced",
                    "update quoting.sent_quote set replaced = false where quote_id = ?",
                    sent.id());
        }
    }

    @Test
    void accepting_after_the_last_day_expiring_before_it_and_deciding_without_a_time_or_twice() throws SQLException {
        Quote sent = quotes.sent("Until April 9");
        try (PlainSql psql = new PlainSql(quotes)) {
            String decide =
                    "update quoting.sent_quote set status = ?, decided_at = ?::timestamptz, decided_by = 'account:x'"
                            + " where quote_id = ?";
            psql.assertRefused(
                    PlainSql.CHECK,
                    "sent_quote_is_accepted_while_valid",
                    decide,
                    "accepted",
                    "2026-04-10 00:00:00Z",
                    sent.id());
            psql.assertRefused(
                    PlainSql.CHECK,
                    "sent_quote_expires_after_its_last_day",
                    decide,
                    "expired",
                    "2026-04-09 23:59:59Z",
                    sent.id());
            psql.assertRefused(
                    PlainSql.CHECK,
                    "sent_quote_is_decided_once",
                    "update quoting.sent_quote set status = 'accepted' where quote_id = ?",
                    sent.id());
            assertThat(psql.execute(decide, "accepted", "2026-04-09 23:59:59Z", sent.id()))
                    .isEqualTo(1);
            psql.assertRefused(
                    PlainSql.CHECK, "sent_quote_decision_stays", decide, "accepted", "2026-04-01 00:00:00Z", sent.id());
        }
    }

    @Test
    void editing_what_a_quote_says_once_it_is_sent() throws SQLException {
        Quote sent = quotes.sent("Sent");
        try (PlainSql psql = new PlainSql(quotes)) {
            for (String change : List.of(
                    "title = 'Other'",
                    "recipient_name = 'Eve'",
                    "recipient_email = 'eve@example.test'",
                    "currency = 'JPY'",
                    "valid_until = '2027-01-01'",
                    "terms = 'None'")) {
                psql.assertRefused(
                        PlainSql.CHECK,
                        "quote_content_changes_in_drafts_only",
                        "update quoting.quote set " + change + " where quote_id = ?",
                        sent.id());
                psql.assertRefused(
                        PlainSql.DENIED,
                        "permission denied",
                        "update quoting.sent_quote set " + change + " where quote_id = ?",
                        sent.id());
            }
        }
    }

    @Test
    void editing_the_lines_of_what_was_sent() throws SQLException {
        Quote sent = quotes.sent("Sent");
        UUID id = sent.id();
        try (PlainSql psql = new PlainSql(quotes)) {
            psql.assertRefused(
                    PlainSql.FOREIGN_KEY,
                    "quote_line_customer_id_quote_id_draft_fkey",
                    PlainSql.draftLine("1", "1", "0"),
                    id);
            psql.assertRefused(
                    PlainSql.DENIED,
                    "permission denied",
                    "update quoting.sent_line set unit_price = 1 where quote_id = ?",
                    id);
            psql.assertRefused(
                    PlainSql.DENIED, "permission denied", "delete from quoting.sent_line where quote_id = ?", id);
            psql.assertRefused(PlainSql.UNIQUE, "sent_line_pkey", PlainSql.sentLine("1", "line_count"), id);
            psql.assertRefused(
                    PlainSql.CHECK, "sent_line_is_one_of_those_sent", PlainSql.sentLine("2", "line_count"), id);
            psql.assertRefused(PlainSql.FOREIGN_KEY, "sent_line_is_of_a_sent_quote", PlainSql.sentLine("2", "2"), id);
            psql.assertRefused(
                    PlainSql.DENIED,
                    "permission denied",
                    "update quoting.sent_quote set line_count = 2 where quote_id = ?",
                    id);
            psql.assertRefused(
                    PlainSql.DENIED,
                    "permission denied",
                    "update quoting.sent_quote set net = 1 where quote_id = ?",
                    id);
            psql.assertRefused(
                    PlainSql.DENIED, "permission denied", "delete from quoting.sent_quote where quote_id = ?", id);
        }
    }

    @Test
    void closing_a_draft_that_has_lines_without_taking_them_to_what_is_sent() throws SQLException {
        Quote draft = quotes.draft("Draft");
        try (PlainSql psql = new PlainSql(quotes)) {
            psql.assertRefused(
                    PlainSql.FOREIGN_KEY,
                    "quote_line_customer_id_quote_id_draft_fkey",
                    "update quoting.quote set draft = false where quote_id = ?",
                    draft.id());
            psql.assertRefused(
                    PlainSql.CHECK,
                    "quote_line_is_of_a_draft",
                    "update quoting.quote_line set draft = false where quote_id = ?",
                    draft.id());
        }
    }

    @Test
    void a_revision_that_is_not_one_more_when_a_quote_is_revised() throws SQLException {
        Quote sent = quotes.sent("Sent");
        Quote draft = quotes.draft("Draft");
        try (PlainSql psql = new PlainSql(quotes)) {
            for (String change :
                    List.of("revision = 2", "revision = 0", "revision = 3, draft = true", "draft = true")) {
                psql.assertRefused(
                        PlainSql.CHECK,
                        "quote_revision_is_one_more_when_revised",
                        "update quoting.quote set " + change + " where quote_id = ?",
                        sent.id());
            }
            psql.assertRefused(
                    PlainSql.CHECK,
                    "quote_revision_is_one_more_when_revised",
                    "update quoting.quote set revision = 2 where quote_id = ?",
                    draft.id());
        }
    }
}
