package com.operanttechnologies.persistence.quoting;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.PlainSql;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the database itself refuses to the runtime role, over plain SQL: to edit what was sent, and to send what isn't
 * there.
 */
@Tag("QUO-1")
class QuoteContentRefusalTest {

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
    void editing_what_a_quote_says_once_it_is_sent() throws SQLException {
        Quote open = quotes.sent("Open");
        Quote accepted = quotes.accept(quotes.sent("Accepted"));
        Quote withdrawn = quotes.withdraw(quotes.sent("Withdrawn"));
        try (PlainSql psql = quotes.psql()) {
            for (Quote quote : List.of(open, accepted, withdrawn)) {
                for (String change : List.of(
                        "title = 'Other'",
                        "recipient_name = 'Eve'",
                        "recipient_email = 'eve@example.test'",
                        "currency = 'JPY'",
                        "valid_until = '2027-01-01'",
                        "terms = 'None'")) {
                    psql.assertRefused(
                            "23514 quote_content_changes_in_drafts_only",
                            "update quoting.quote set " + change + " where quote_id = ?",
                            quote.id());
                    psql.assertRefused(
                            "42501", "update quoting.sent_quote set " + change + " where quote_id = ?", quote.id());
                }
                for (String change : List.of("net = 1", "tax = 1", "line_count = 2", "number = 9", "sent_at = now()")) {
                    psql.assertRefused(
                            "42501", "update quoting.sent_quote set " + change + " where quote_id = ?", quote.id());
                }
                psql.assertRefused("42501", "delete from quoting.sent_quote where quote_id = ?", quote.id());
                psql.assertRefused(
                        "23503 quote_number_is_of_a_quote", "delete from quoting.quote where quote_id = ?", quote.id());
            }
        }
    }

    @Test
    void editing_the_lines_of_what_was_sent() throws SQLException {
        Quote sent = quotes.sent("Sent");
        UUID id = sent.id();
        try (PlainSql psql = quotes.psql()) {
            psql.assertRefused(
                    "23503 quote_line_customer_id_quote_id_draft_fkey", QuoteSql.draftLine("1", "1", "0"), id);
            psql.assertRefused("42501", "update quoting.sent_line set unit_price = 1 where quote_id = ?", id);
            psql.assertRefused("42501", "delete from quoting.sent_line where quote_id = ?", id);
            psql.assertRefused("23505 sent_line_pkey", QuoteSql.sentLine("1", "1", "currency"), id);
            psql.assertRefused("23503 sent_line_follows_the_one_before", QuoteSql.sentLine("1", "3", "currency"), id);
            psql.assertRefused("23503 sent_line_follows_the_one_before", QuoteSql.sentLine("1", "2", "'JPY'"), id);
        }
    }

    @Test
    void a_line_behind_the_last_is_no_part_of_what_was_sent() throws SQLException {
        Quote sent = quotes.sent("Sent");
        QuoteDocument before = quotes.document(1);
        try (PlainSql psql = quotes.psql()) {
            assertThat(psql.answer(QuoteSql.sentLine("1", "2", "currency"), sent.id()))
                    .isEqualTo("1");
            psql.commit();
        }
        assertThat(quotes.document(1)).isEqualTo(before);
        assertThat(quotes.lines(quotes.revise(sent).id())).isEqualTo(before.lines());
    }

    @Test
    void more_or_fewer_lines_than_there_are_or_some_of_another_currency() throws SQLException {
        Quote draft = quotes.revise(quotes.sent("Draft"));
        UUID id = draft.id();
        try (PlainSql psql = quotes.psql()) {
            assertThat(psql.answer("delete from quoting.quote_line where quote_id = ?", id))
                    .isEqualTo("1");
            assertThat(psql.answer(QuoteSql.CLOSE, id)).isEqualTo("1");
            String send = QuoteSql.send("2", "number", "currency", "net", "tax");
            psql.assertRefused("23503 sent_quote_has_its_lines", send, id);
            assertThat(psql.answer(QuoteSql.sentLine("2", "1", "'JPY'"), id)).isEqualTo("1");
            psql.assertRefused("23503 sent_quote_has_its_lines", send, id);
        }
    }

    @Test
    void closing_a_draft_that_has_lines_without_taking_them_to_what_is_sent() throws SQLException {
        Quote draft = quotes.draft("Draft");
        try (PlainSql psql = quotes.psql()) {
            psql.assertRefused("23503 quote_line_customer_id_quote_id_draft_fkey", QuoteSql.CLOSE, draft.id());
            psql.assertRefused(
                    "23514 quote_line_is_of_a_draft",
                    "update quoting.quote_line set draft = false where quote_id = ?",
                    draft.id());
        }
    }
}
