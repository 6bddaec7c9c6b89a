package com.operanttechnologies.persistence.quoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.money.Money;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("QUO-1")
class QuoteRepositoryTest {

    private final Quotes quotes = new Quotes();

    @BeforeEach
    void stopTime() {
        quotes.sessions.stopAt(Quotes.NOON.plusNanos(123_456_789));
    }

    @AfterEach
    void resumeTime() {
        quotes.sessions.resume();
    }

    @Test
    void a_new_quote_is_a_draft_without_number_and_lines() {
        Quote created = quotes.transact(session -> new QuoteRepository(session).create(Quotes.content("Signage")));
        assertThat(created.content()).isEqualTo(Quotes.content("Signage"));
        assertThat(created.status()).isEqualTo(QuoteStatus.DRAFT);
        assertThat(created.number()).isEmpty();
        assertThat(created.revision()).isEqualTo(1);
        assertThat(created.version()).isEqualTo(1);
        assertThat(created.id().version()).isEqualTo(7);
        assertThat(created.createdBy()).isEqualTo(quotes.scope.actor());
        assertThat(created.createdAt()).isEqualTo(created.updatedAt()).isEqualTo(Quotes.NOON.plusNanos(123_456_000));
        assertThat(quotes.get(created.id())).isEqualTo(created);
        assertThat(quotes.lines(created.id())).isEmpty();
    }

    @Test
    void updating_a_draft_needs_the_version_that_is_there() {
        Quote draft = quotes.draft("Before");
        quotes.sessions.stopAt(Quotes.NOON.plusSeconds(60));
        Quote updated = update(draft, draft.version(), "After");
        assertThat(updated.content().title()).isEqualTo("After");
        assertThat(updated.version()).isEqualTo(draft.version() + 1);
        assertThat(updated.updatedAt()).isEqualTo(Quotes.NOON.plusSeconds(60));
        assertThatThrownBy(() -> update(draft, draft.version(), "Late"))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        conflict -> assertThat(conflict.currentVersion()).isEqualTo(updated.version()))
                .hasMessageContaining("Quote " + draft.id())
                .hasMessageContaining("it is now " + updated.version());
        assertThat(quotes.get(draft.id())).isEqualTo(updated);
    }

    @Test
    void a_conflict_leaves_the_transaction_usable() {
        Quote draft = quotes.draft("Before");
        Quote updated = quotes.transact(session -> {
            QuoteRepository repository = new QuoteRepository(session);
            assertThatThrownBy(() -> repository.update(draft.id(), 99, draft.content()))
                    .isInstanceOf(ConflictException.class);
            return repository.update(draft.id(), draft.version(), Quotes.content("After"));
        });
        assertThat(updated.content().title()).isEqualTo("After");
    }

    @Test
    void what_was_sent_is_neither_edited_nor_deleted() {
        Quote sent = quotes.sent("Sent");
        assertRefused(() -> update(sent, sent.version(), "Other"), "is no draft any more");
        assertRefused(() -> delete(sent, sent.version()), "has a number, so it can't be deleted");
        Quote revised = quotes.revise(sent);
        assertRefused(() -> delete(revised, revised.version()), "leave the draft as it is");
        assertThat(quotes.get(sent.id())).isEqualTo(revised);
        assertThat(quotes.lines(sent.id())).containsExactly(Quotes.LINE);
    }

    @Test
    void a_draft_is_deleted_with_its_lines() {
        Quote draft = quotes.draft("Short-lived");
        assertThatThrownBy(() -> delete(draft, 1)).isInstanceOf(ConflictException.class);
        delete(draft, draft.version());
        assertThatThrownBy(() -> quotes.get(draft.id()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(draft.id().toString());
        assertThat(quotes.lines(draft.id())).isEmpty();
        assertThatThrownBy(() -> delete(draft, draft.version())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_copy_is_a_draft_of_its_own_whatever_the_original_is() {
        Quote draft = quotes.draft("Original");
        Quote ofDraft = copy(draft.id());
        quotes.send(draft);
        Quote ofSent = copy(draft.id());
        Quote ofAccepted = copy(quotes.accept(quotes.get(draft.id())).id());
        assertThat(List.of(ofDraft, ofSent, ofAccepted)).allSatisfy(copy -> {
            assertThat(copy.id()).isNotEqualTo(draft.id());
            assertThat(copy.status()).isEqualTo(QuoteStatus.DRAFT);
            assertThat(copy.number()).isEmpty();
            assertThat(copy.content()).isEqualTo(draft.content().validUntil(Quotes.TODAY.plusDays(90)));
            assertThat(quotes.lines(copy.id())).containsExactly(Quotes.LINE);
        });
        assertThatThrownBy(() -> copy(UUID.randomUUID())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_currency_that_was_given_up_is_refused_by_the_database() {
        assertThatThrownBy(() ->
                        quotes.transact(session -> new QuoteRepository(session).create(Quotes.content("Old", "DEM"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("quote_currency_is_one_of_iso_4217");
    }

    @Test
    void decimals_of_a_currency_are_the_same_in_java_and_in_the_database() {
        List<String> codes = quotes.read(session -> java.util.Currency.getAvailableCurrencies().stream()
                .filter(currency -> {
                    Object decimals =
                            session.dsl().fetchValue("select quoting.currency_decimals(?)", currency.getCurrencyCode());
                    return decimals != null && !decimals.equals(currency.getDefaultFractionDigits());
                })
                .map(java.util.Currency::getCurrencyCode)
                .toList());
        assertThat(codes).isEmpty();
        List<String> quoted = List.of("USD", "EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "INR", "JPY", "BHD");
        assertThat(quoted)
                .allSatisfy(code -> assertThat(quotes.transact(session ->
                                        new QuoteRepository(session).create(Quotes.content("In " + code, code)))
                                .content()
                                .currency())
                        .isEqualTo(Money.currency(code)));
    }

    private Quote update(Quote quote, long expectedVersion, String title) {
        return quotes.transact(
                session -> new QuoteRepository(session).update(quote.id(), expectedVersion, Quotes.content(title)));
    }

    private boolean delete(Quote quote, long expectedVersion) {
        return quotes.transact(session -> {
            new QuoteRepository(session).delete(quote.id(), expectedVersion);
            return true;
        });
    }

    private Quote copy(UUID id) {
        return quotes.transact(session -> new QuoteRepository(session).copy(id, Quotes.TODAY.plusDays(90)));
    }

    private static void assertRefused(ThrowingCallable work, String why) {
        assertThatThrownBy(work).isInstanceOf(InvalidInputException.class).hasMessageContaining(why);
    }
}
