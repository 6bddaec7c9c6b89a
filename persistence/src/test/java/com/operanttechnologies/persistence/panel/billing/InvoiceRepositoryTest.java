package com.operanttechnologies.persistence.panel.billing;

import static com.operanttechnologies.persistence.panel.billing.BillingExamples.ACME;
import static com.operanttechnologies.persistence.panel.billing.BillingExamples.CAUSE;
import static com.operanttechnologies.persistence.panel.billing.BillingExamples.NOW;
import static com.operanttechnologies.persistence.panel.billing.BillingExamples.draft;
import static com.operanttechnologies.persistence.panel.billing.BillingExamples.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.audit.AuditLog;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.money.Money;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("PAN-7")
class InvoiceRepositoryTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope scope = BillingExamples.customer(sessions);

    @BeforeEach
    void stop_the_time() {
        sessions.stopAt(NOW);
    }

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void an_invoice_is_the_exact_sum_of_its_rounded_lines() {
        Invoice invoice = in(repository -> repository.issue(
                draft("EUR", line("3", "12.50", "0.19"), line("0.333", "0.105", "0.07"), line("-1", "5.005", "0.19"))));
        assertThat(invoice.number()).isEqualTo(1);
        assertThat(invoice.state()).isEqualTo(InvoiceState.OPEN);
        assertThat(invoice.issuedAt()).isEqualTo(NOW);
        assertThat(invoice.billedTo()).isEqualTo(ACME);
        // 37.50 + 0.03 - 5.01, and 7.13 + 0.00 - 0.95
        assertThat(invoice.net()).isEqualTo(Money.of("32.52", "EUR"));
        assertThat(invoice.tax()).isEqualTo(Money.of("6.18", "EUR"));
        assertThat(invoice.gross()).isEqualTo(Money.of("38.70", "EUR"));
        List<InvoiceLine> lines = in(repository -> repository.lines(1));
        assertThat(lines).extracting(InvoiceLine::position).containsExactly(1, 2, 3);
        assertThat(lines)
                .extracting(InvoiceLine::net)
                .containsExactly(Money.of("37.50", "EUR"), Money.of("0.03", "EUR"), Money.of("-5.01", "EUR"));
        assertThat(lines.get(1).item().unitPrice()).isEqualByComparingTo("0.105");
        assertThat(this.<Invoice>in(repository -> repository.get(1))).isEqualTo(invoice);
    }

    @Test
    void amounts_have_the_decimals_of_their_currency() {
        Invoice yen = in(repository -> repository.issue(draft("JPY", line("3", "33.5", "0.1"))));
        assertThat(yen.net()).isEqualTo(Money.of("101", "JPY"));
        assertThat(yen.tax()).isEqualTo(Money.of("10", "JPY"));
        Invoice dinar = in(repository -> repository.issue(draft("KWD", line("3", "0.0015", "0.05"))));
        assertThat(dinar.net()).isEqualTo(Money.of("0.005", "KWD"));
        assertThat(dinar.gross()).isEqualTo(Money.of("0.005", "KWD"));
    }

    @Test
    void java_and_the_database_round_alike_whatever_the_line() {
        Random random = new Random(3);
        LineItem[] lines = Stream.generate(() -> new LineItem(
                        "Seats",
                        BigDecimal.valueOf(random.nextInt(20_000) - 10_000, random.nextInt(4)),
                        BigDecimal.valueOf(random.nextInt(10_000_000), random.nextInt(7)),
                        BigDecimal.valueOf(random.nextInt(1_000_000), 6)))
                .limit(InvoiceDraft.MOST_LINES)
                .toArray(LineItem[]::new);
        for (String currency : List.of("EUR", "JPY", "BHD", "CLF")) {
            // A sum that differs by a cent would be refused.
            InvoiceDraft draft = draft(currency, lines);
            Invoice invoice = in(repository -> repository.issue(draft));
            assertThat(invoice.net()).isEqualTo(draft.net());
            assertThat(invoice.lineCount()).isEqualTo(200);
        }
    }

    @Test
    void numbers_have_no_gaps_whoever_issues_at_once_and_whatever_is_rolled_back() throws Exception {
        InvoiceDraft draft = draft("EUR", line("1", "10", "0"));
        Concurrently.run(8, () -> {
            for (int i = 0; i < 4; i++) {
                in(repository -> repository.issue(draft));
                assertThatThrownBy(() -> sessions.perform(scope, session -> {
                            new InvoiceRepository(session).issue(draft);
                            throw new IllegalStateException("undone");
                        }))
                        .hasMessage("undone");
            }
            return "done";
        });
        List<Integer> numbers = in(repository -> repository.list(PageRequest.first(200))).items().stream()
                .map(Invoice::number)
                .toList();
        assertThat(numbers)
                .containsExactlyElementsOf(
                        IntStream.iterate(32, n -> n - 1).limit(32).boxed().toList());
    }

    @Test
    void what_was_issued_keeps_whom_it_was_made_out_to() {
        in(repository -> repository.issue(draft("EUR", line("1", "10", "0"))));
        BillingDetails moved =
                new BillingDetails("Acme SE", "Allee 2\n80331 München", "DE", Optional.empty(), ACME.email());
        BillingProfile saved =
                sessions.transact(scope, session -> new BillingProfileRepository(session).save(1, moved, CAUSE));
        assertThat(saved.version()).isEqualTo(2);
        assertThat(saved.updatedAt()).isEqualTo(NOW);
        in(repository -> repository.issue(draft("EUR", line("1", "10", "0"))));
        assertThat(in(repository -> repository.get(1)).billedTo()).isEqualTo(ACME);
        assertThat(in(repository -> repository.get(2)).billedTo()).isEqualTo(moved);
        assertThatThrownBy(() ->
                        sessions.perform(scope, session -> new BillingProfileRepository(session).save(1, ACME, CAUSE)))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.currentVersion()).isEqualTo(2));
        assertThatThrownBy(() ->
                        sessions.perform(scope, session -> new BillingProfileRepository(session).save(0, ACME, CAUSE)))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void an_invoice_is_settled_once_and_for_good_and_that_is_audited() {
        in(repository -> repository.issue(draft("EUR", line("1", "10", "0"))));
        in(repository -> repository.issue(draft("EUR", line("1", "10", "0"))));
        Invoice paid = in(repository -> repository.settle(1, 1, InvoiceState.PAID, CAUSE));
        assertThat(paid.settledAt()).contains(NOW);
        assertThat(paid.version()).isEqualTo(2);
        assertThatThrownBy(() -> in(repository -> repository.settle(1, 1, InvoiceState.VOID, CAUSE)))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.currentVersion()).isEqualTo(2));
        assertThatThrownBy(() -> in(repository -> repository.settle(1, 2, InvoiceState.VOID, CAUSE)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is paid for good");
        assertThatThrownBy(() -> in(repository -> repository.settle(2, 1, InvoiceState.OPEN, CAUSE)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> in(repository -> repository.settle(9, 1, InvoiceState.VOID, CAUSE)))
                .isInstanceOf(NotFoundException.class);
        PageRequest<InvoiceCursor> all = PageRequest.first(10);
        assertThat(in(repository -> repository.listByState(InvoiceState.OPEN, all))
                        .items())
                .extracting(Invoice::number)
                .containsExactly(2);
        assertThat(sessions.<List<?>>read(
                        scope,
                        session -> new AuditLog(session)
                                .listByAction("invoice.paid", PageRequest.first(10))
                                .items()))
                .hasSize(1);
    }

    @Test
    void lists_are_read_from_an_index_in_its_order() {
        TestDatabase.asSuperuser(
                TestDatabase.database(),
                "set session_replication_role = replica; insert into panel.invoice (customer_id, number, invoice_id,"
                        + " line_count, currency, net, tax, issued_at, due_at, legal_name, address, country, email) select '"
                        + scope.customerId()
                        + "', n, gen_random_uuid(), 1, 'EUR', 1, 0, now(), now(), 'a', 'b', 'DE', 'a@b'"
                        + " from generate_series(1, 5000) n; analyze panel.invoice");
        PageRequest<InvoiceCursor> later = PageRequest.after(new InvoiceCursor(4000), 50);
        assertThat(plan(repository -> repository.list(later)))
                .contains("invoice_pkey")
                .doesNotContain("Sort")
                .doesNotContain("Seq Scan");
        assertThat(plan(repository -> repository.listByState(InvoiceState.PAID, later)))
                .contains("invoice_by_state")
                .doesNotContain("Sort")
                .doesNotContain("Seq Scan");
        Page<Invoice, InvoiceCursor> page = in(repository -> repository.list(later));
        assertThat(page.items().get(0).number()).isEqualTo(3999);
        assertThat(page.next()).contains(new InvoiceCursor(3950));
    }

    @Test
    void what_can_be_no_invoice_is_refused() {
        assertThatThrownBy(() -> draft("EUR")).hasMessageContaining("1 to 200, got 0");
        assertThatThrownBy(() -> draft(
                        "EUR", Collections.nCopies(201, line("1", "1", "0")).toArray(LineItem[]::new)))
                .hasMessageContaining("1 to 200, got 201");
        assertThatThrownBy(() -> line("1.0005", "1", "0")).hasMessageContaining("Quantity");
        assertThatThrownBy(() -> line("1", "-1", "0")).hasMessageContaining("Unit price");
        assertThatThrownBy(() -> line("1", "1", "19")).hasMessageContaining("Tax rate");
        assertThatThrownBy(() -> draft("EUR", line("999999999", "99999", "0"))).hasMessageContaining("10^12");
        sessions.stopAt(NOW.plusSeconds(15 * 24 * 3600));
        assertThatThrownBy(() -> in(repository -> repository.issue(draft("EUR", line("1", "1", "0")))))
                .hasMessageContaining("due before it is issued");
        TenantScope without = sessions.newCustomer("Other");
        assertThatThrownBy(() -> sessions.perform(
                        without, session -> new InvoiceRepository(session).issue(draft("EUR", line("1", "1", "0")))))
                .isInstanceOf(InvalidInputException.class);
        sessions.stopAt(NOW);
        assertThatThrownBy(() -> sessions.perform(
                        without, session -> new InvoiceRepository(session).issue(draft("EUR", line("1", "1", "0")))))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("billing profile");
    }

    private String plan(Consumer<InvoiceRepository> work) {
        return sessions.read(scope, session -> {
            ObservedSession observed = new ObservedSession(session);
            work.accept(new InvoiceRepository(observed));
            return observed.plan();
        });
    }

    private <T> T in(Function<InvoiceRepository, T> work) {
        return sessions.transact(scope, session -> work.apply(new InvoiceRepository(session)));
    }
}
