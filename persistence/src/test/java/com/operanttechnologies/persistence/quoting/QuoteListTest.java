package com.operanttechnologies.persistence.quoting;

import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.QUOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.SessionFunction;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("QUO-1")
class QuoteListTest {

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
    void each_quote_is_in_the_list_of_its_status_alone_the_newest_first() {
        Quote draft = quotes.draft("Draft");
        Quote sent = quotes.sent("Sent");
        Quote accepted = quotes.accept(quotes.sent("Accepted"));
        Quote declined = quotes.decline(quotes.sent("Declined"));
        Quote revised = quotes.revise(quotes.decline(quotes.sent("Revised")));
        Quote newest = quotes.sent("Newest");
        assertThat(listed(QuoteStatus.DRAFT)).containsExactly(revised, draft);
        assertThat(listed(QuoteStatus.SENT)).containsExactly(newest, sent);
        assertThat(listed(QuoteStatus.ACCEPTED)).containsExactly(accepted);
        assertThat(listed(QuoteStatus.DECLINED)).containsExactly(declined);
        assertThat(listed(QuoteStatus.EXPIRED)).isEmpty();
        quotes.sessions.stopAt(Quotes.NOON.plus(java.time.Duration.ofDays(60)));
        quotes.expireOverdue(10);
        assertThat(listed(QuoteStatus.EXPIRED)).extracting(Quote::id).containsExactly(newest.id(), sent.id());
    }

    @Test
    void pages_lose_and_repeat_none_while_others_are_added() {
        insertDrafts(500);
        List<UUID> before = listed(QuoteStatus.DRAFT).stream().map(Quote::id).toList();
        List<UUID> seen = new ArrayList<>();
        Optional<PageRequest<QuoteCursor>> next = Optional.of(PageRequest.first(37));
        while (next.isPresent()) {
            PageRequest<QuoteCursor> request = next.get();
            Page<Quote, QuoteCursor> page =
                    quotes.read(session -> new QuoteRepository(session).list(QuoteStatus.DRAFT, request));
            page.items().forEach(quote -> seen.add(quote.id()));
            insertDrafts(3);
            next = page.next().map(cursor -> PageRequest.after(cursor, 37));
        }
        assertThat(seen).hasSize(500).startsWith(before.toArray(UUID[]::new));
    }

    @Test
    void pages_of_what_was_sent_follow_each_other() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(0, quotes.sent("Sent " + i).id());
        }
        Page<Quote, QuoteCursor> first = list(QuoteStatus.SENT, PageRequest.first(4));
        Page<Quote, QuoteCursor> second =
                list(QuoteStatus.SENT, PageRequest.after(first.next().orElseThrow(), 4));
        assertThat(first.items()).extracting(Quote::id).isEqualTo(ids.subList(0, 4));
        assertThat(second.items()).extracting(Quote::id).isEqualTo(ids.subList(4, 7));
        assertThat(second.next()).isEmpty();
    }

    @Test
    void search_finds_title_recipient_and_number_whatever_the_status() {
        Quote draft = quotes.draft("Küche 100%");
        Quote first = quotes.sent("Lobby");
        Quote second = quotes.accept(quotes.sent("Lobby 2"));
        assertThat(found("küche")).containsExactly(draft.id());
        assertThat(found("100%")).containsExactly(draft.id());
        assertThat(found("_")).isEmpty();
        assertThat(found("LOVELACE")).containsExactly(second.id(), first.id(), draft.id());
        assertThat(found("ada@example")).hasSize(3);
        assertThat(found("1")).containsExactly(first.id(), draft.id());
        assertThat(found("2")).containsExactly(second.id());
        assertThat(found("' or true --")).isEmpty();
        assertThat(found("")).hasSize(3);
        assertThatThrownBy(() -> found("x".repeat(255)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at most 254 characters, has 255");
        Page<Quote, QuoteCursor> page =
                quotes.read(session -> new QuoteRepository(session).search("ada", PageRequest.first(2)));
        Page<Quote, QuoteCursor> last = quotes.read(session -> new QuoteRepository(session)
                .search("ada", PageRequest.after(page.next().orElseThrow(), 2)));
        assertThat(last.items()).extracting(Quote::id).containsExactly(draft.id());
    }

    @Test
    void revisions_are_listed_in_pages_the_newest_first() {
        Quote quote = quotes.sent("Revised often");
        for (int i = 0; i < 4; i++) {
            Quote draft = quotes.revise(quotes.get(quote.id()));
            quotes.send(draft);
        }
        Page<SentQuote, Integer> first =
                quotes.read(session -> new SentQuoteRepository(session).revisions(quote.id(), PageRequest.first(3)));
        assertThat(first.items()).extracting(SentQuote::revision).containsExactly(5, 4, 3);
        Page<SentQuote, Integer> second = quotes.read(session -> new SentQuoteRepository(session)
                .revisions(quote.id(), PageRequest.after(first.next().orElseThrow(), 3)));
        assertThat(second.items()).extracting(SentQuote::revision).containsExactly(2, 1);
        assertThat(second.next()).isEmpty();
    }

    @Test
    void every_list_is_read_from_an_index_of_the_customer_in_its_order() {
        arrangeManyQuotes();
        QuoteCursor middle = new QuoteCursor(listed(QuoteStatus.SENT).get(700).id());
        PageRequest<QuoteCursor> later = PageRequest.after(middle, 50);
        assertThat(plan(session -> new QuoteRepository(session).list(QuoteStatus.DRAFT, later)))
                .contains("using quote_drafts")
                .containsPattern("Index Cond: .*quote_id < ")
                .doesNotContain("Sort", "Seq Scan");
        assertThat(plan(session -> new QuoteRepository(session).list(QuoteStatus.SENT, later)))
                .contains("using sent_quote_by_status")
                .containsPattern("Index Cond: .*(status = .*quote_id < |quote_id < .*status = )")
                .doesNotContain("Sort", "Seq Scan");
        // Whether it sorts is the planner's choice: few matches are sorted faster than found in order.
        assertThat(plan(session -> new QuoteRepository(session).search("Title", later)))
                .containsPattern("(using|on) quote_pkey")
                .containsPattern("Index Cond: .*quote_id < ")
                .doesNotContain("Seq Scan");
        assertThat(plan(session -> new SentQuoteRepository(session).revisions(middle.id(), PageRequest.first(50))))
                .containsPattern("using sent_quote_(pkey|customer_id_quote_id_revision)")
                .doesNotContain("Sort", "Seq Scan");
    }

    private String plan(SessionFunction<?> work) {
        return quotes.read(session -> {
            ObservedSession observed = new ObservedSession(session);
            work.apply(observed);
            return observed.plan();
        });
    }

    /** Two Customers with thousands of quotes, by the superuser for the time that sending them all would take. */
    private void arrangeManyQuotes() {
        Quotes others = new Quotes();
        for (UUID customer : List.of(quotes.scope.customerId(), others.scope.customerId())) {
            TestDatabase.asSuperuser(TestDatabase.database(), MANY.formatted(customer));
        }
        TestDatabase.asSuperuser(
                TestDatabase.database(), "analyze quoting.quote, quoting.quote_number, quoting.sent_quote");
    }

    private static final String MANY = """
            with made as (
                insert into quoting.quote (customer_id, quote_id, title, recipient_name, recipient_email, currency,
                                           valid_until, created_by, draft)
                select '%1$s', gen_random_uuid(), 'Title ' || i, 'Ada', 'ada@example.test', 'EUR', '2026-12-31', 'test',
                       i %% 2 = 0
                  from generate_series(1, 6000) i
                returning quote_id, draft),
            numbered as (
                insert into quoting.quote_number (customer_id, number, quote_id)
                select '%1$s', row_number() over (), quote_id from made where not draft
                returning quote_id, number),
            lined as (
                insert into quoting.sent_line (customer_id, quote_id, revision, position, currency, description, quantity,
                                               unit_price, discount_percent, tax_percent)
                select '%1$s', quote_id, 1, 1, 'EUR', 'Line', 1, 1, 0, 0 from numbered)
            insert into quoting.sent_quote (customer_id, quote_id, revision, quote_revision, number, title, recipient_name, recipient_email,
                                            currency, valid_until, terms, line_count, net, tax, sent_at, sent_by,
                                            status, decided_at, decided_by)
            select '%1$s', quote_id, 1, 1, number, 'Title', 'Ada', 'ada@example.test', 'EUR', '2026-12-31', '', 1, 1, 0,
                   '2026-01-01', 'test', coalesce(decision.status, 'sent'), decision.at, decision.by
              from numbered
              left join (values ('declined', timestamptz '2026-01-02', 'test')) decision (status, at, by) on number %% 2 > 0""";

    private void insertDrafts(int count) {
        quotes.transact(session -> {
            var insert = session.dsl()
                    .insertInto(
                            QUOTE,
                            QUOTE.CUSTOMER_ID,
                            QUOTE.QUOTE_ID,
                            QUOTE.TITLE,
                            QUOTE.RECIPIENT_NAME,
                            QUOTE.RECIPIENT_EMAIL,
                            QUOTE.CURRENCY,
                            QUOTE.VALID_UNTIL);
            for (int i = 0; i < count; i++) {
                insert = insert.values(
                        session.customerId(),
                        UuidCreator.getTimeOrderedEpoch(),
                        "Title " + i,
                        "Ada",
                        "ada@example.test",
                        "EUR",
                        Quotes.TODAY);
            }
            return insert.execute();
        });
    }

    private List<Quote> listed(QuoteStatus status) {
        List<Quote> all = new ArrayList<>();
        Optional<PageRequest<QuoteCursor>> next = Optional.of(PageRequest.first(200));
        while (next.isPresent()) {
            Page<Quote, QuoteCursor> page = list(status, next.get());
            all.addAll(page.items());
            next = page.next().map(cursor -> PageRequest.after(cursor, 200));
        }
        return all;
    }

    private Page<Quote, QuoteCursor> list(QuoteStatus status, PageRequest<QuoteCursor> request) {
        return quotes.read(session -> new QuoteRepository(session).list(status, request));
    }

    private List<UUID> found(String fragment) {
        return quotes.read(session -> new QuoteRepository(session)
                .search(fragment, PageRequest.first(50)).items().stream()
                        .map(Quote::id)
                        .toList());
    }
}
