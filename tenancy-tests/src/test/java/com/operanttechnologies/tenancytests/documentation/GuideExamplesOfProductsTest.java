package com.operanttechnologies.tenancytests.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.agent.ContactRepository;
import com.operanttechnologies.persistence.agent.DispatchReport;
import com.operanttechnologies.persistence.agent.MessageContent;
import com.operanttechnologies.persistence.agent.MessageDispatcher;
import com.operanttechnologies.persistence.agent.MessageRepository;
import com.operanttechnologies.persistence.batch.BatchReceipt;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.money.Money;
import com.operanttechnologies.persistence.panel.OpenedSession;
import com.operanttechnologies.persistence.panel.Password;
import com.operanttechnologies.persistence.panel.PasswordProof;
import com.operanttechnologies.persistence.panel.PasswordRepository;
import com.operanttechnologies.persistence.panel.SignIn;
import com.operanttechnologies.persistence.quoting.Quote;
import com.operanttechnologies.persistence.quoting.QuoteContent;
import com.operanttechnologies.persistence.quoting.QuoteLifecycle;
import com.operanttechnologies.persistence.quoting.QuoteLine;
import com.operanttechnologies.persistence.quoting.QuoteLineRepository;
import com.operanttechnologies.persistence.quoting.QuoteRepository;
import com.operanttechnologies.persistence.quoting.QuoteStatus;
import com.operanttechnologies.persistence.relay.Outage;
import com.operanttechnologies.persistence.relay.OutageDetector;
import com.operanttechnologies.persistence.usage.EventKind;
import com.operanttechnologies.persistence.usage.UsageEvent;
import com.operanttechnologies.persistence.usage.UsageEventRepository;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Java of the guide for product teams, from signing in to background workers. */
@ExtendWith(PostgresExtension.class)
class GuideExamplesOfProductsTest {

    private static final String requestId = "request-1";
    private static final String client = "192.0.2.1";

    private static ExampleDatabase example;
    private static TenantDatabase database;
    private static TenantDatabase worker;
    private static TenantScope scope;

    private final List<String> told = new ArrayList<>();
    private final Provider provider = new Provider();

    @BeforeAll
    static void open(PostgresUnderTest server) throws SQLException {
        example = new ExampleDatabase(server);
        database = example.layer();
        scope = example.scope();
        worker = TenantDatabase.open(
                LayerSettings.of(example.migrated(), DatabaseRole.WORKER).build());
        database.execute(
                scope,
                session -> new PasswordRepository(session)
                        .set(example.accountId(), Password.of("correct horse battery staple".toCharArray())));
    }

    @AfterAll
    static void close() {
        worker.close();
        example.close();
    }

    @Test
    void who_knows_the_password_signs_in() {
        assertThat(signedIn("correct horse battery staple").session().accountId())
                .isEqualTo(example.accountId());
    }

    @Test
    void who_does_not_is_not_signed_in() {
        assertThatThrownBy(() -> signedIn("wrong horse battery staple")).isInstanceOf(NotSignedInException.class);
    }

    private static OpenedSession signedIn(String typed) {
        SignIn signIn = new SignIn(database);
        String email = "ana@acme.example";
        String sixDigits = "000000";
        Password password = Password.of(typed.toCharArray());

        List<PasswordProof> proofs = signIn.password(email, password, client, requestId);
        PasswordProof chosen = choose(proofs).orElseThrow(() -> new NotSignedInException());
        OpenedSession session = chosen.secondFactorNeeded()
                ? signIn.secondFactor(chosen, sixDigits, Duration.ofHours(8))
                        .orElseThrow(() -> new NotSignedInException())
                : signIn.open(chosen, Duration.ofHours(8));
        return session;
    }

    private static Optional<PasswordProof> choose(List<PasswordProof> proofs) {
        return proofs.stream().findFirst();
    }

    @Test
    void a_quote_is_sent_and_accepted() {
        Quote draft = database.transact(scope, session -> {
            Quote created = new QuoteRepository(session)
                    .create(new QuoteContent(
                            "Screens",
                            "Bo",
                            new EmailAddress("bo@buyer.example"),
                            Money.currency("EUR"),
                            LocalDate.now(ZoneOffset.UTC).plusDays(30),
                            ""));
            return new QuoteLineRepository(session)
                    .replace(created.id(), created.version(), List.of(QuoteLine.of("Screen", "1", "649.90", "19")));
        });
        UUID quoteId = draft.id();
        long readVersion = draft.version();

        Quote sent = database.transact(scope, session -> {
            new QuoteLifecycle(session).send(quoteId, readVersion);
            return new QuoteRepository(session).get(quoteId);
        });
        Quote accepted =
                database.transact(scope, session -> new QuoteLifecycle(session).accept(quoteId, sent.version()));

        assertThat(accepted.status()).isEqualTo(QuoteStatus.ACCEPTED);
    }

    @Test
    void a_bad_item_of_a_batch_is_told_by_its_place() {
        Instant now = Instant.now();
        List<UsageEvent> events = List.of(
                UsageEvent.of(EventKind.FEATURE, "dashboard.open", now),
                UsageEvent.of(EventKind.FEATURE, "x".repeat(1000), now));

        BatchReceipt receipt = database.transact(scope, session -> new UsageEventRepository(session).ingest(events));
        receipt.rejected().forEach(item -> complain(item.index(), item.reason()));

        assertThat(receipt.accepted()).isEqualTo(1);
        assertThat(told).singleElement().asString().startsWith("1: ");
    }

    @Test
    void a_worker_sends_what_is_due() throws Exception {
        database.execute(scope, session -> {
            UUID contact = new ContactRepository(session)
                    .create(new EmailAddress("cy@buyer.example"), "Cy", Optional.empty())
                    .contactId();
            new MessageRepository(session).schedule(contact, new MessageContent("Thank you", "Dear Cy"), Instant.now());
        });

        MessageDispatcher dispatcher = new MessageDispatcher(
                worker,
                "mail-1",
                message -> provider.send(message.messageId(), message.toEmail(), message.subject(), message.body()));
        DispatchReport report = dispatcher.dispatch();

        assertThat(report.sent()).isEqualTo(1);
        assertThat(provider.sent).containsExactly("cy@buyer.example: Thank you");
    }

    @Test
    void a_worker_finds_no_screen_offline_where_there_is_none() {
        OutageDetector detector = new OutageDetector(worker, Duration.ofMinutes(5));
        int found = detector.detect(100, (session, outages) -> alert(session.customerId(), outages), requestId);

        assertThat(found).isZero();
        assertThat(told).isEmpty();
    }

    private void complain(int index, String reason) {
        told.add(index + ": " + reason);
    }

    private void alert(UUID customer, List<Outage> outages) {
        told.add(customer + " " + outages);
    }

    /** Stands for a mail provider: what the reader's own code calls. */
    private static final class Provider {

        private final List<String> sent = new ArrayList<>();

        String send(UUID messageId, String to, String subject, String body) {
            sent.add(to + ": " + subject);
            return "provider-" + messageId + "-" + body.length();
        }
    }

    private static final class NotSignedInException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
