package com.operanttechnologies.persistence.quoting;

import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.SENT_LINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.sum;

import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.page.PageRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("QUO-1")
class QuoteLifecycleTest {

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
    void sending_gives_a_number_and_keeps_what_was_sent() {
        Quote draft = quotes.draft("Offer");
        SentQuote sent = quotes.send(draft);
        assertThat(sent.number()).isEqualTo(1);
        assertThat(sent.revision()).isEqualTo(1);
        assertThat(sent.content()).isEqualTo(draft.content());
        assertThat(sent.gross().toString()).isEqualTo("1189.76 EUR");
        assertThat(sent.sentAt()).isEqualTo(Quotes.NOON);
        assertThat(sent.sentBy()).isEqualTo(quotes.scope.actor());
        assertThat(sent.status()).isEqualTo(SentStatus.SENT);
        Quote after = quotes.get(draft.id());
        assertThat(after.status()).isEqualTo(QuoteStatus.SENT);
        assertThat(after.number()).contains(1);
        assertThat(after.version()).isEqualTo(draft.version() + 1);
        QuoteDocument document = quotes.document(1);
        assertThat(document.quote()).isEqualTo(sent);
        assertThat(document.lines()).containsExactly(Quotes.LINE);
        assertThat(document.totals().gross()).isEqualTo(sent.gross());
        assertThat(quotes.sent("Next").number()).contains(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EUR", "JPY", "BHD"})
    void totals_that_are_kept_are_those_of_the_lines_as_the_database_computes_them(String currency) {
        List<QuoteLine> lines = RandomLines.of(new Random(30), 400);
        SentQuote sent = quotes.send(quotes.draft(Quotes.content("Many", currency), lines));
        QuoteTotalsTest.Whole expected =
                QuoteTotalsTest.Whole.of(lines, sent.content().currency().getDefaultFractionDigits());
        assertThat(sent.net().amount().unscaledValue()).isEqualTo(expected.net());
        assertThat(sent.tax().amount().unscaledValue()).isEqualTo(expected.tax());
        assertThat(sent.gross()).isEqualTo(sent.net().plus(sent.tax()));
        BigDecimal stored = quotes.read(session -> session.dsl()
                .select(sum(SENT_LINE.NET))
                .from(SENT_LINE)
                .where(SENT_LINE.QUOTE_ID.eq(sent.quoteId()))
                .fetchSingle()
                .value1());
        assertThat(stored).isEqualByComparingTo(sent.net().amount());
        assertThat(quotes.document(1).lines()).isEqualTo(lines);
    }

    @Test
    void a_draft_without_lines_or_past_its_last_day_is_not_sent_and_takes_no_number() {
        Quote empty = quotes.draft(Quotes.content("Empty"), List.of());
        assertRefused(() -> quotes.send(empty), "has no lines");
        Quote late = quotes.draft("Late");
        quotes.sessions.stopAt(Instant.parse("2026-04-10T00:00:00Z"));
        assertRefused(() -> quotes.send(late), "2026-04-09 in UTC, has gone by");
        quotes.sessions.stopAt(Instant.parse("2026-04-09T23:59:59Z"));
        assertThat(quotes.send(late).number()).isEqualTo(1);
    }

    @Test
    void what_is_accepted_is_final() {
        Quote accepted = quotes.accept(quotes.sent("Yes"));
        assertThat(accepted.status()).isEqualTo(QuoteStatus.ACCEPTED);
        SentQuote kept = quotes.document(1).quote();
        assertThat(kept.status()).isEqualTo(SentStatus.ACCEPTED);
        assertThat(kept.decidedAt()).contains(Quotes.NOON);
        assertThat(kept.decidedBy()).contains(quotes.scope.actor());
        assertRefused(() -> quotes.decline(accepted), "its status is ACCEPTED");
        assertRefused(() -> quotes.accept(accepted), "its status is ACCEPTED");
        assertRefused(() -> quotes.revise(accepted), "it is accepted; copy it");
        assertRefused(() -> quotes.send(accepted), "is no draft any more");
        assertThat(quotes.get(accepted.id())).isEqualTo(accepted);
    }

    @Test
    void a_draft_can_be_neither_decided_nor_revised() {
        Quote draft = quotes.draft("Not yet");
        assertRefused(() -> quotes.accept(draft), "its status is DRAFT");
        assertRefused(() -> quotes.decline(draft), "its status is DRAFT");
        assertRefused(() -> quotes.revise(draft), "a draft; edit it");
    }

    @Test
    void accepting_ends_with_the_last_day_and_declining_does_not() {
        Quote sent = quotes.sent("Until April 9");
        quotes.sessions.stopAt(Instant.parse("2026-04-10T00:00:00Z"));
        assertRefused(() -> quotes.accept(sent), "can't be accepted; revise it");
        assertThat(quotes.decline(sent).status()).isEqualTo(QuoteStatus.DECLINED);
        quotes.sessions.stopAt(Quotes.NOON);
        Quote other = quotes.sent("Until April 9, too");
        quotes.sessions.stopAt(Instant.parse("2026-04-09T23:59:59.999Z"));
        assertThat(quotes.accept(other).status()).isEqualTo(QuoteStatus.ACCEPTED);
    }

    @Test
    void revising_keeps_the_number_and_what_was_sent_before() {
        Quote first = quotes.sent("First");
        Quote draft = quotes.revise(first);
        assertThat(draft.status()).isEqualTo(QuoteStatus.DRAFT);
        assertThat(draft.number()).contains(1);
        assertThat(draft.revision()).isEqualTo(2);
        assertThat(quotes.lines(draft.id())).containsExactly(Quotes.LINE);
        assertThat(quotes.document(1).quote().status()).isEqualTo(SentStatus.WITHDRAWN);
        assertRefused(() -> quotes.accept(draft), "its status is DRAFT");

        Quote edited = quotes.transact(session ->
                new QuoteRepository(session).update(draft.id(), draft.version(), Quotes.content("Second", "JPY")));
        Quote relined = quotes.transact(session -> new QuoteLineRepository(session)
                .replace(edited.id(), edited.version(), List.of(QuoteLine.of("Cheaper", "1", "40000", "10"))));
        SentQuote second = quotes.send(relined);
        assertThat(second.number()).isEqualTo(1);
        assertThat(second.revision()).isEqualTo(2);
        assertThat(second.gross().toString()).isEqualTo("44000 JPY");
        QuoteDocument before = quotes.read(session -> new SentQuoteRepository(session).get(1, 1));
        assertThat(before.quote().content().title()).isEqualTo("First");
        assertThat(before.quote().replaced()).isTrue();
        assertThat(before.lines()).containsExactly(Quotes.LINE);
        assertThat(quotes.document(1).quote()).isEqualTo(second);
        assertThat(quotes.accept(quotes.get(first.id())).revision()).isEqualTo(2);
        assertThat(quotes.sent("Another").number()).contains(2);
    }

    @Test
    void what_was_declined_or_has_expired_can_be_revised_and_stays_on_record() {
        Quote declined = quotes.decline(quotes.sent("No"));
        Quote draft = quotes.revise(declined);
        quotes.send(draft);
        quotes.sessions.stopAt(Instant.parse("2026-04-10T00:00:00Z"));
        assertThat(quotes.expireOverdue(10)).containsExactly(declined.id());
        Quote third = quotes.revise(quotes.get(declined.id()));
        assertThat(third.revision()).isEqualTo(3);
        List<SentQuote> revisions = quotes.read(session -> new SentQuoteRepository(session)
                .revisions(declined.id(), PageRequest.first(10))
                .items());
        assertThat(revisions).extracting(SentQuote::status).containsExactly(SentStatus.EXPIRED, SentStatus.DECLINED);
        assertThat(revisions).allMatch(SentQuote::replaced);
    }

    @Test
    void what_is_withdrawn_is_no_longer_open_and_can_be_revised() {
        Quote withdrawn = quotes.withdraw(quotes.sent("On second thoughts"));
        assertThat(withdrawn.status()).isEqualTo(QuoteStatus.WITHDRAWN);
        assertThat(quotes.document(1).quote().decidedBy()).contains(quotes.scope.actor());
        assertRefused(() -> quotes.accept(withdrawn), "its status is WITHDRAWN");
        assertRefused(() -> quotes.withdraw(withdrawn), "its status is WITHDRAWN");
        assertThat(quotes.revise(withdrawn).revision()).isEqualTo(2);
        assertRefused(() -> quotes.withdraw(quotes.draft("Draft")), "its status is DRAFT");
    }

    @Test
    void overdue_quotes_expire_the_longest_overdue_first_and_in_portions() {
        List<UUID> overdue = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Quote draft = quotes.draft(
                    Quotes.content("Overdue").validUntil(Quotes.TODAY.plusDays(10 - i)), List.of(Quotes.LINE));
            quotes.send(draft);
            overdue.add(0, draft.id());
        }
        Quote accepted = quotes.accept(quotes.sent("Accepted"));
        Quote open = quotes.sent("Open until April 9");
        quotes.sessions.stopAt(Quotes.NOON.plus(Duration.ofDays(30)));
        assertThat(quotes.expireOverdue(2)).containsExactlyInAnyOrderElementsOf(overdue.subList(0, 2));
        assertThat(quotes.expireOverdue(2)).containsExactly(overdue.get(2));
        assertThat(quotes.expireOverdue(2)).isEmpty();
        assertThat(quotes.get(accepted.id()).status()).isEqualTo(QuoteStatus.ACCEPTED);
        assertThat(quotes.get(open.id()).status()).isEqualTo(QuoteStatus.SENT);
        Quote expired = quotes.get(overdue.get(0));
        assertThat(expired.status()).isEqualTo(QuoteStatus.EXPIRED);
        assertThat(expired.version()).isEqualTo(4);
        assertRefused(() -> quotes.accept(expired), "its status is EXPIRED");
        assertRefused(() -> quotes.expireOverdue(0), "must be 1 to 1000, got 0");
    }

    @Test
    void every_move_needs_the_version_that_is_there_and_names_it() {
        Quote sent = quotes.sent("Moved");
        List<Function<QuoteLifecycle, Object>> moves = List.of(
                lifecycle -> lifecycle.send(sent.id(), 77),
                lifecycle -> lifecycle.accept(sent.id(), 77),
                lifecycle -> lifecycle.decline(sent.id(), 77),
                lifecycle -> lifecycle.withdraw(sent.id(), 77),
                lifecycle -> lifecycle.revise(sent.id(), 77));
        for (Function<QuoteLifecycle, Object> move : moves) {
            assertThatThrownBy(() -> quotes.transact(session -> move.apply(new QuoteLifecycle(session))))
                    .isInstanceOfSatisfying(
                            ConflictException.class,
                            conflict -> assertThat(conflict.currentVersion()).isEqualTo(sent.version()));
        }
        assertThatThrownBy(() -> quotes.transact(session -> new QuoteLifecycle(session).accept(UUID.randomUUID(), 1)))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> quotes.document(99)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> quotes.read(session -> new SentQuoteRepository(session).get(1, 2)))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("revision 2 of a quote 1");
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable work, String why) {
        assertThatThrownBy(work).isInstanceOf(InvalidInputException.class).hasMessageContaining(why);
    }
}
