package com.operanttechnologies.tenancytests.tour;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.agent.Message;
import com.operanttechnologies.persistence.agent.MessageRepository;
import com.operanttechnologies.persistence.agent.MessageState;
import com.operanttechnologies.persistence.agent.OutgoingMessage;
import com.operanttechnologies.persistence.audit.AuditLog;
import com.operanttechnologies.persistence.audit.AuditVerification;
import com.operanttechnologies.persistence.money.Money;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.panel.Account;
import com.operanttechnologies.persistence.panel.AccountRepository;
import com.operanttechnologies.persistence.panel.billing.InvoiceRepository;
import com.operanttechnologies.persistence.quoting.Quote;
import com.operanttechnologies.persistence.quoting.QuoteRepository;
import com.operanttechnologies.persistence.quoting.QuoteStatus;
import com.operanttechnologies.persistence.relay.OutageRepository;
import com.operanttechnologies.persistence.relay.ScreenRepository;
import com.operanttechnologies.persistence.stage.PublicationRepository;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import com.operanttechnologies.tenancytests.tour.story.Both;
import com.operanttechnologies.tenancytests.tour.story.DashboardFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has to be true after a day of two Customers through all five products, at the same time. */
@ExtendWith(PostgresExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
abstract class ToldStory {

    private final StringWriter printed = new StringWriter();

    private ThrowawayDatabase migrated;
    private UnaryOperator<Login> way;
    private TourLayer layer;
    private TenantDatabase database;
    private List<DashboardFile> files;
    private List<OutgoingMessage> mails;
    private Both<Company> companies;

    /** How the layer's logins reach the database in which the story is told. */
    abstract UnaryOperator<Login> wayTo(ThrowawayDatabase migrated) throws Exception;

    @BeforeAll
    void tell(PostgresUnderTest server) throws Exception {
        String examples = System.getenv().getOrDefault("OPERANT_EXAMPLES", "");
        files = examples.isEmpty() ? DashboardFile.ofTheTour() : DashboardFile.in(Path.of(examples, "dashboards"));
        List<String> agents =
                examples.isEmpty() ? UserAgents.ofTheTour() : UserAgents.in(Path.of(examples, "user-agents.txt"));
        migrated = server.newDatabase();
        way = wayTo(migrated);
        layer = TourLayer.open(migrated, way);
        database = layer.layer().application();
        Story story = new Story(layer.layer(), new Narration(new PrintWriter(printed, true)));
        companies = story.tell(files, agents);
        mails = story.mails();
    }

    @AfterAll
    void close() {
        layer.close();
        closeWay();
        migrated.close();
    }

    /** Closes what {@link #wayTo} has opened. */
    void closeWay() {}

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void each_customer_has_its_owner_and_the_colleague_who_was_invited(boolean first) {
        Company company = company(first);
        List<Account> accounts = database.read(
                company.scope(),
                session -> new AccountRepository(session)
                        .list(PageRequest.first(10))
                        .items());
        assertThat(accounts)
                .extracting(account -> account.accountId())
                .containsExactlyInAnyOrder(company.accountId(), company.people().colleagueId());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void each_dashboard_is_shown_to_the_character(boolean first) {
        Company company = company(first);
        assertThat(company.dashboards()).hasSameSizeAs(files);
        for (int i = 0; i < files.size(); i++) {
            UUID dashboard = company.dashboards().get(i).id();
            String shown = database.read(
                    company.scope(),
                    session -> new PublicationRepository(session)
                            .published(dashboard)
                            .orElseThrow()
                            .json());
            assertThat(shown).isEqualTo(files.get(i).json());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_screen_that_fell_silent_is_offline_and_no_other(boolean first) {
        Company company = company(first);
        List<String> offline = database.transact(
                company.scope(),
                session -> new OutageRepository(session)
                        .open(PageRequest.first(10)).items().stream()
                                .map(outage -> new ScreenRepository(session)
                                        .get(outage.screenId())
                                        .name())
                                .toList());
        assertThat(offline).containsExactly("Canteen");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_quote_is_accepted_and_both_customers_number_theirs_from_1(boolean first) {
        Company company = company(first);
        assertThat(company.quote().number()).isEqualTo(1);
        assertThat(company.quote().gross()).hasToString("9312.64 EUR");
        List<Quote> accepted = database.read(
                company.scope(),
                session -> new QuoteRepository(session)
                        .list(QuoteStatus.ACCEPTED, PageRequest.first(10))
                        .items());
        assertThat(accepted)
                .singleElement()
                .extracting(quote -> quote.id())
                .isEqualTo(company.quote().quoteId());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mails_go_to_the_customers_own_contacts_and_none_to_who_unsubscribed(boolean first) {
        Company company = company(first);
        long unsubscribed = first ? 0 : 1;
        assertThat(mails)
                .filteredOn(mail -> mail.customerId().equals(company.customerId()))
                .hasSize(6 - (int) unsubscribed)
                .allMatch(mail -> mail.toEmail()
                        .endsWith(Story.buyer(company.organisation()).value().replaceFirst(".*@", "@")));
        assertThat(mails).extracting(OutgoingMessage::messageId).doesNotHaveDuplicates();
        assertThat(messages(company, MessageState.CANCELLED)).isEqualTo(unsubscribed);
        assertThat(messages(company, MessageState.SENT)).isEqualTo(6 - unsubscribed);
        assertThat(messages(company, MessageState.SCHEDULED)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_invoice_is_exact_and_what_the_administrator_did_is_audited(boolean first) {
        Company company = company(first);
        Money gross = database.read(
                company.scope(),
                session -> new InvoiceRepository(session).get(1).gross());
        assertThat(gross).hasToString("106.74 EUR");
        AuditVerification audited = database.transact(company.scope(), session -> new AuditLog(session).verify());
        assertThat(audited).matches(verified -> verified.intact() && verified.entries() > 0, "is intact");
    }

    @Test
    @Tag("SEC-3")
    void nothing_that_the_attacker_tries_then_reaches_the_victim() throws Exception {
        var before = Fingerprint.of(database, companies.second().scope());
        List<Attempt> attempts = new Attacker(
                        database,
                        way.apply(migrated.login(DatabaseRole.RUNTIME)),
                        companies.first(),
                        companies.second())
                .tryEverything();
        assertThat(attempts).hasSizeGreaterThan(40).allMatch(Attempt::held, "held");
        assertThat(Fingerprint.of(database, companies.second().scope()))
                .isEqualTo(before)
                .hasSizeGreaterThan(35);
    }

    private long messages(Company company, MessageState state) {
        List<Message> messages = database.read(
                company.scope(),
                session -> new MessageRepository(session)
                        .list(state, PageRequest.first(100))
                        .items());
        return messages.size();
    }

    private Company company(boolean first) {
        return first ? companies.first() : companies.second();
    }
}
