package com.operanttechnologies.persistence.quoting;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.PlainSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the database itself refuses to the runtime role, over plain SQL, for the Customer's own quotes: other ways of a
 * quote.
 */
@Tag("QUO-1")
class QuoteLifecycleRefusalTest {

    private static final String STAYS = "23514 sent_quote_stays_while_open_or_accepted";

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
        Quote withdrawn = quotes.withdraw(quotes.sent("To be withdrawn"));
        Quote expired = quotes.sent("To expire");
        quotes.sessions.stopAt(Quotes.NOON.plus(Duration.ofDays(60)));
        assertThat(quotes.expireOverdue(10)).containsExactly(expired.id());
        try (PlainSql psql = quotes.psql()) {
            for (Quote quote : List.of(accepted, declined, withdrawn, expired)) {
                String status = quotes.get(quote.id()).status().name().toLowerCase(Locale.ROOT);
                for (String to : List.of("draft", "sent", "accepted", "declined", "expired", "withdrawn")) {
                    if (!to.equals(status)) {
                        psql.assertRefused(
                                "23514 sent_quote_status_moves_once",
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
        try (PlainSql psql = quotes.psql()) {
            psql.assertRefused(
                    "23514 sent_quote_status_check",
                    QuoteSql.decide("draft", "now()", "tenancy.current_actor()"),
                    sent.id());
        }
    }

    @Test
    void a_draft_again_of_what_is_open_or_accepted() throws SQLException {
        Quote accepted = quotes.accept(quotes.sent("Accepted"));
        Quote open = quotes.sent("Open");
        try (PlainSql psql = quotes.psql()) {
            for (Quote quote : List.of(accepted, open)) {
                psql.assertRefused(STAYS, QuoteSql.REVISE, quote.id());
                psql.assertRefused(
                        "23514 quote_revision_is_one_more_when_revised",
                        "update quoting.quote set draft = true where quote_id = ?",
                        quote.id());
                for (String copied : List.of("quote_revision = 2", "quote_draft = true", "revision = 2")) {
                    psql.assertRefused(
                            "42501", "update quoting.sent_quote set " + copied + " where quote_id = ?", quote.id());
                }
                psql.assertRefused(
                        "428C9", "update quoting.sent_quote set replaced = true where quote_id = ?", quote.id());
            }
        }
        assertThat(quotes.get(accepted.id())).isEqualTo(accepted);
        assertThat(quotes.get(open.id())).isEqualTo(open);
    }

    @Test
    void a_draft_again_of_what_somebody_accepts_at_the_same_time() throws Exception {
        Quote quote = quotes.sent("Wanted by two");
        try (PlainSql buyer = quotes.psql();
                PlainSql seller = quotes.psql()) {
            assertThat(buyer.answer(QuoteSql.ACCEPT, quote.id())).isEqualTo("1");
            Future<String> revised = seller.answerAfterWaiting(QuoteSql.REVISE, quote.id());
            buyer.commit();
            assertThat(revised.get(1, TimeUnit.MINUTES)).isEqualTo(STAYS);
        }
        assertThat(quotes.get(quote.id()).status()).isEqualTo(QuoteStatus.ACCEPTED);
    }

    @Test
    void sending_a_draft_or_another_revision_than_the_quote_s() throws SQLException {
        Quote accepted = quotes.accept(quotes.sent("Accepted"));
        Quote draft = quotes.revise(quotes.sent("Draft"));
        try (PlainSql psql = quotes.psql()) {
            String send = QuoteSql.send("2", "number", "currency", "net", "tax");
            for (Quote quote : List.of(accepted, draft)) {
                assertThat(psql.answer(QuoteSql.sentLine("2", "1", "currency"), quote.id()))
                        .isEqualTo("1");
            }
            psql.assertRefused("23505 sent_quote_is_the_only_one", send, accepted.id());
            psql.assertRefused("23503 sent_quote_holds_its_quote", send, draft.id());
            psql.assertRefused("23514 sent_quote_is_of_no_later_revision", send.replace("2, 2", "2, 1"), accepted.id());
        }
    }

    @Test
    void an_earlier_revision_again() throws SQLException {
        Quote sent = quotes.sent("Sent");
        Quote draft = quotes.revise(sent);
        quotes.send(draft);
        try (PlainSql psql = quotes.psql()) {
            psql.assertRefused(
                    "23514 quote_revision_is_one_more_when_revised",
                    "update quoting.quote set revision = 1 where quote_id = ?",
                    sent.id());
            psql.assertRefused(
                    "23505 sent_quote_pkey", QuoteSql.send("1", "number", "currency", "net", "tax"), sent.id());
        }
    }

    @Test
    void accepting_after_the_last_day_expiring_before_it_and_deciding_without_a_time_or_twice() throws SQLException {
        Quote sent = quotes.sent("Until April 9");
        String actor = "tenancy.current_actor()";
        try (PlainSql psql = quotes.psql()) {
            psql.assertRefused(
                    "23514 sent_quote_is_accepted_while_valid",
                    QuoteSql.decide("accepted", "timestamptz '2026-04-10 00:00:00Z'", actor),
                    sent.id());
            psql.assertRefused(
                    "23514 sent_quote_expires_after_its_last_day",
                    QuoteSql.decide("expired", "timestamptz '2026-04-09 23:59:59Z'", actor),
                    sent.id());
            psql.assertRefused(
                    "23514 sent_quote_is_decided_once", QuoteSql.decide("accepted", "null", actor), sent.id());
            psql.assertRefused(
                    "23514 sent_quote_is_decided_once",
                    QuoteSql.decide("accepted", "timestamptz '2026-03-11 12:00:00Z'", "null"),
                    sent.id());
            String onTheLastDay = QuoteSql.decide("accepted", "timestamptz '2026-04-09 23:59:59Z'", actor);
            assertThat(psql.answer(onTheLastDay, sent.id())).isEqualTo("1");
            psql.assertRefused(
                    "23514 sent_quote_decision_stays",
                    QuoteSql.decide("accepted", "timestamptz '2026-04-01 00:00:00Z'", actor),
                    sent.id());
        }
    }

    @Test
    void a_decision_in_somebody_else_s_name() throws SQLException {
        Quote sent = quotes.sent("Sent");
        Quote declined = quotes.decline(quotes.sent("Declined"));
        try (PlainSql psql = quotes.psql()) {
            for (String status : List.of("accepted", "declined", "withdrawn")) {
                psql.assertRefused(
                        "23514 sent_quote_is_decided_by_its_actor",
                        QuoteSql.decide(status, "timestamptz '2026-03-11 12:00:00Z'", "'account:somebody'"),
                        sent.id());
            }
            psql.assertRefused(
                    "23514 sent_quote_decision_stays",
                    QuoteSql.decide("declined", "decided_at", "'account:somebody'"),
                    declined.id());
            psql.assertRefused(
                    "42501", "update quoting.sent_quote set sent_by = 'account:x' where quote_id = ?", sent.id());
            psql.assertRefused(
                    "42501",
                    "insert into quoting.sent_quote (quote_id, decided_at, decided_by) values (?, now(), 'account:x')",
                    sent.id());
        }
    }

    @Test
    void a_revision_that_is_not_one_more_when_a_quote_is_revised() throws SQLException {
        Quote declined = quotes.decline(quotes.sent("Declined"));
        Quote draft = quotes.draft("Draft");
        try (PlainSql psql = quotes.psql()) {
            for (String change :
                    List.of("revision = 2", "revision = 0", "revision = 3, draft = true", "draft = true")) {
                psql.assertRefused(
                        "23514 quote_revision_is_one_more_when_revised",
                        "update quoting.quote set " + change + " where quote_id = ?",
                        declined.id());
            }
            psql.assertRefused(
                    "23514 quote_revision_is_one_more_when_revised",
                    "update quoting.quote set revision = 2 where quote_id = ?",
                    draft.id());
        }
    }
}
