package com.operanttechnologies.persistence.quoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.money.Money;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("QUO-1")
class QuoteLineRepositoryTest {

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
    void lines_keep_their_order_and_all_their_decimals() {
        List<QuoteLine> lines = RandomLines.of(new Random(4), QuoteLineRepository.MOST_LINES);
        Quote draft = quotes.draft(Quotes.content("Long"), lines);
        assertThat(quotes.lines(draft.id())).isEqualTo(lines);
        QuoteTotals totals = quotes.read(session -> new QuoteLineRepository(session).totals(draft.id()));
        assertThat(totals).isEqualTo(QuoteTotals.of(Money.currency("EUR"), lines));
    }

    @Test
    void replacing_lines_needs_the_quote_s_version_and_raises_it() {
        Quote draft = quotes.draft("Edited by two");
        QuoteLine other = QuoteLine.of("Stand", "1", "80", "19");
        Quote replaced = replace(draft, draft.version(), List.of(other, Quotes.LINE));
        assertThat(replaced.version()).isEqualTo(draft.version() + 1);
        assertThatThrownBy(() -> replace(draft, draft.version(), List.of()))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        conflict -> assertThat(conflict.currentVersion()).isEqualTo(replaced.version()));
        assertThat(quotes.lines(draft.id())).containsExactly(other, Quotes.LINE);
        assertThat(replace(draft, replaced.version(), List.of()).version()).isEqualTo(replaced.version() + 1);
        assertThat(quotes.lines(draft.id())).isEmpty();
    }

    @Test
    void lines_that_could_not_be_sent_are_refused_and_the_old_ones_stay() {
        Quote draft = quotes.draft("Bounds");
        assertThatThrownBy(() -> replace(draft, draft.version(), Collections.nCopies(501, Quotes.LINE)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at most 500 lines, has 501");
        QuoteLine huge = QuoteLine.of("All of it", "999999999", "99999999999", "0");
        Quote after = quotes.transact(session -> {
            QuoteLineRepository lines = new QuoteLineRepository(session);
            assertThatThrownBy(() -> lines.replace(draft.id(), draft.version(), List.of(huge)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("10^15");
            return new QuoteRepository(session).get(draft.id());
        });
        assertThat(after).isEqualTo(draft);
        assertThat(quotes.lines(draft.id())).containsExactly(Quotes.LINE);
    }

    @Test
    void a_sent_quote_has_no_lines_to_edit() {
        Quote sent = quotes.sent("Sent");
        assertThat(quotes.lines(sent.id())).isEmpty();
        assertThatThrownBy(() -> replace(sent, sent.version(), List.of(Quotes.LINE)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is no draft any more");
    }

    @Test
    void a_quote_that_is_not_there_has_no_lines_and_gets_none() {
        UUID unknown = UUID.randomUUID();
        assertThat(quotes.lines(unknown)).isEmpty();
        assertThatThrownBy(() -> quotes.transact(
                        session -> new QuoteLineRepository(session).replace(unknown, 1, List.of(Quotes.LINE))))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> quotes.read(session -> new QuoteLineRepository(session).totals(unknown)))
                .isInstanceOf(NotFoundException.class);
    }

    private Quote replace(Quote quote, long expectedVersion, List<QuoteLine> lines) {
        return quotes.transact(session -> new QuoteLineRepository(session).replace(quote.id(), expectedVersion, lines));
    }
}
