package com.operanttechnologies.persistence.quoting;

import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.QUOTE_NUMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several people work on a Customer's quotes at the same time, each in a transaction of a connection of its own. */
@Tag("QUO-1")
@Tag("thorough")
class ConcurrentQuoteTest {

    private static final int SENDERS = 8;
    private static final int EACH = 4;

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
    void numbers_have_no_gap_and_no_double_though_many_send_and_some_are_rolled_back() throws Exception {
        Queue<Quote> drafts = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < SENDERS * EACH; i++) {
            drafts.add(quotes.draft("Draft " + i));
        }
        AtomicInteger rolledBack = new AtomicInteger();
        List<Integer> numbers = Concurrently.run(SENDERS, () -> {
                    List<Integer> mine = new ArrayList<>();
                    for (int i = 0; i < EACH; i++) {
                        Quote draft = drafts.remove();
                        if (i % 2 == 0) {
                            assertThatThrownBy(() -> quotes.transact(session -> {
                                        new QuoteLifecycle(session).send(draft.id(), draft.version());
                                        throw new Undone();
                                    }))
                                    .isInstanceOf(Undone.class);
                            rolledBack.incrementAndGet();
                        }
                        if (i % 4 != 0) {
                            mine.add(quotes.send(draft).number());
                        }
                    }
                    return mine;
                })
                .stream()
                .flatMap(List::stream)
                .sorted()
                .toList();
        int sent = SENDERS * EACH * 3 / 4;
        assertThat(rolledBack).hasValue(SENDERS * EACH / 2);
        assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, sent).boxed().toList());
        List<Integer> stored = quotes.read(session -> session.dsl()
                .select(QUOTE_NUMBER.NUMBER)
                .from(QUOTE_NUMBER)
                .orderBy(QUOTE_NUMBER.NUMBER)
                .fetch(QUOTE_NUMBER.NUMBER));
        assertThat(stored).isEqualTo(numbers);
    }

    @Test
    void who_waits_for_a_number_takes_it_when_the_other_is_rolled_back_and_the_next_one_otherwise() throws Exception {
        Quote first = quotes.draft("First");
        Quote second = quotes.draft("Second");
        Quote third = quotes.draft("Third");
        List<Future<?>> waiting = new ArrayList<>();
        AtomicInteger number = new AtomicInteger();
        assertThatThrownBy(() -> quotes.transact(session -> {
                    assertThat(new QuoteLifecycle(session)
                                    .send(first.id(), first.version())
                                    .number())
                            .isEqualTo(1);
                    waiting.add(Concurrently.startAndExpectToWait(
                            () -> number.set(quotes.send(second).number())));
                    throw new Undone();
                }))
                .isInstanceOf(Undone.class);
        waiting.get(0).get(30, TimeUnit.SECONDS);
        assertThat(number).hasValue(1);

        int taken = quotes.transact(session -> {
            int mine = new QuoteLifecycle(session)
                    .send(first.id(), first.version())
                    .number();
            waiting.add(Concurrently.startAndExpectToWait(
                    () -> number.set(quotes.send(third).number())));
            return mine;
        });
        waiting.get(1).get(30, TimeUnit.SECONDS);
        assertThat(taken).isEqualTo(2);
        assertThat(number).hasValue(3);
    }

    @Test
    void another_customer_s_numbers_are_not_waited_for() {
        Quote mine = quotes.draft("Mine");
        Quotes others = new Quotes();
        Quote theirs = others.draft("Theirs");
        int number = quotes.transact(session -> {
            new QuoteLifecycle(session).send(mine.id(), mine.version());
            return others.send(theirs).number();
        });
        assertThat(number).isEqualTo(1);
    }

    @Test
    void of_those_who_accept_and_decline_at_the_same_time_one_decides_and_all_others_learn_of_it() throws Exception {
        for (int round = 0; round < 3; round++) {
            Quote sent = quotes.sent("Contended");
            AtomicInteger turn = new AtomicInteger();
            List<String> outcomes = Concurrently.run(SENDERS, () -> {
                try {
                    return (turn.getAndIncrement() % 2 == 0 ? quotes.accept(sent) : quotes.decline(sent))
                            .status()
                            .name();
                } catch (ConflictException conflict) {
                    return "conflict with " + conflict.currentVersion();
                }
            });
            String decided = quotes.get(sent.id()).status().name();
            assertThat(decided).isIn("ACCEPTED", "DECLINED");
            assertThat(outcomes).containsOnlyOnce(decided);
            assertThat(outcomes)
                    .filteredOn(outcome -> !outcome.equals(decided))
                    .hasSize(SENDERS - 1)
                    .containsOnly("conflict with " + (sent.version() + 1));
        }
    }

    @Test
    void a_quote_that_is_being_decided_does_not_expire_and_does_not_hold_the_others_up() {
        Quote contended = quotes.sent("Being declined");
        Quote other = quotes.sent("Overdue");
        quotes.sessions.stopAt(Quotes.NOON.plus(java.time.Duration.ofDays(60)));
        List<java.util.UUID> meanwhile = quotes.transact(session -> {
            new QuoteLifecycle(session).decline(contended.id(), contended.version());
            return quotes.expireOverdue(10);
        });
        assertThat(meanwhile).containsExactly(other.id());
        assertThat(quotes.expireOverdue(10)).isEmpty();
        assertThat(quotes.get(contended.id()).status()).isEqualTo(QuoteStatus.DECLINED);
    }

    @Test
    void one_draft_is_sent_once_though_many_send_it() throws Exception {
        Quote draft = quotes.draft("Sent by many");
        List<Boolean> sent = Concurrently.run(SENDERS, () -> {
            try {
                return quotes.send(draft).number() == 1;
            } catch (ConflictException | InvalidInputException e) {
                return false;
            }
        });
        assertThat(sent).containsOnlyOnce(true);
        assertThat(quotes.sent("Next").number()).contains(2);
    }

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
