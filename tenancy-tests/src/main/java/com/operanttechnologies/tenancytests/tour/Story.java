package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.persistence.agent.Contact;
import com.operanttechnologies.persistence.agent.DispatchReport;
import com.operanttechnologies.persistence.agent.OutgoingMessage;
import com.operanttechnologies.persistence.batch.BatchReceipt;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.panel.billing.Invoice;
import com.operanttechnologies.persistence.quoting.SentQuote;
import com.operanttechnologies.persistence.relay.PairedDevice;
import com.operanttechnologies.tenancytests.tour.story.AgentPart;
import com.operanttechnologies.tenancytests.tour.story.BillingPart;
import com.operanttechnologies.tenancytests.tour.story.Both;
import com.operanttechnologies.tenancytests.tour.story.DashboardFile;
import com.operanttechnologies.tenancytests.tour.story.Layer;
import com.operanttechnologies.tenancytests.tour.story.Organisation;
import com.operanttechnologies.tenancytests.tour.story.PanelPart;
import com.operanttechnologies.tenancytests.tour.story.PanelPart.People;
import com.operanttechnologies.tenancytests.tour.story.QuotingPart;
import com.operanttechnologies.tenancytests.tour.story.RelayPart;
import com.operanttechnologies.tenancytests.tour.story.StagePart;
import com.operanttechnologies.tenancytests.tour.story.StagePart.Published;
import com.operanttechnologies.tenancytests.tour.story.UsagePart;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A day of two Customers, at the same time, through all five products. */
final class Story {

    static final Both<Organisation> ORGANISATIONS = new Both<>(
            new Organisation(
                    "Acme Displays",
                    "ana@acme.example",
                    "correct horse battery staple",
                    "al@acme.example",
                    "acme's own database",
                    "192.0.2.10"),
            new Organisation(
                    "Globex Signage",
                    "gus@globex.example",
                    "staple battery horse correct",
                    "gil@globex.example",
                    "the press hall's database",
                    "198.51.100.20"));

    private final Layer layer;
    private final Narration narration;
    private final PanelPart panel;
    private final StagePart stage;
    private final RelayPart relay;
    private final QuotingPart quoting;
    private final AgentPart agent;
    private final UsagePart usage;
    private final BillingPart billing;

    Story(Layer layer, Narration narration) {
        this.layer = layer;
        this.narration = narration;
        this.panel = new PanelPart(layer);
        this.stage = new StagePart(layer);
        this.relay = new RelayPart(layer);
        this.quoting = new QuotingPart(layer);
        this.agent = new AgentPart(layer);
        this.usage = new UsagePart(layer);
        this.billing = new BillingPart(layer);
    }

    /** Tells it, and returns the two Customers as they are in the end. */
    Both<Company> tell(List<DashboardFile> files, List<String> userAgents) {
        narration.chapter("Two Customers, at the same time");
        Both<People> people = ORGANISATIONS.at(panel::tell);
        narration.step(
                "Panel: both sign up, sign in with password and six digits, invite a colleague, use a backup code");

        Both<Published> published =
                people.with(ORGANISATIONS, (who, organisation) -> stage.tell(who.owner(), organisation, files));
        int characters = files.stream().mapToInt(file -> file.json().length()).sum();
        narration.step("Stage: each publishes " + files.size() + " dashboards, " + characters
                + " characters of JSON, and connects a data source with a sealed password");

        Both<List<PairedDevice>> screens = screens(people, published, userAgents);

        Both<SentQuote> quotes =
                people.with(ORGANISATIONS, (who, organisation) -> quoting.tell(who.colleague(), buyer(organisation)));
        narration.step("Quoting: quote " + quotes.first().number() + " of each over "
                + quotes.first().gross() + " is sent and accepted");

        Both<List<Contact>> contacts = mails(people);

        Both<UsagePart.Recorded> used = people.with(
                ORGANISATIONS, (who, organisation) -> usage.tell(who.owner(), who.ownerId(), organisation, userAgents));
        narration.step("Usage: " + used.first().first().accepted() + " events of each are kept; sent again, "
                + used.first().repeated().duplicates() + " are known already. Sums go to analytics, which sees five"
                + " Customers or none");

        Both<Invoice> invoices =
                people.with(ORGANISATIONS, (who, organisation) -> billing.tell(who.owner(), organisation));
        narration.step("Panel: invoice " + invoices.first().number() + " of each is issued over "
                + invoices.first().gross() + "; the audit log's chain of hashes is whole");

        return new Both<>(
                new Company(
                        ORGANISATIONS.first(),
                        people.first(),
                        published.first(),
                        screens.first(),
                        quotes.first(),
                        contacts.first(),
                        invoices.first()),
                new Company(
                        ORGANISATIONS.second(),
                        people.second(),
                        published.second(),
                        screens.second(),
                        quotes.second(),
                        contacts.second(),
                        invoices.second()));
    }

    private Both<List<PairedDevice>> screens(Both<People> people, Both<Published> published, List<String> userAgents) {
        Both<List<PairedDevice>> screens = people.with(
                published, (who, shown) -> relay.pair(who.owner(), organisation(people, who), shown.dashboards()));
        Both<BatchReceipt> first = screens.with(
                published,
                (devices, shown) -> relay.report(devices, shown.dashboards().get(0), userAgents));
        narration.step("Relay: " + screens.first().size() + " screens of each are paired by code and report; "
                + first.first().rejected().size() + " heartbeat of an unknown screen is turned away by its place");

        layer.clock().pass(RelayPart.SILENCE.plus(Duration.ofMinutes(1)));
        screens.with(
                published,
                (devices, shown) -> relay.report(
                        devices.subList(0, devices.size() - 1),
                        shown.dashboards().get(0),
                        userAgents));
        Map<UUID, List<String>> offline = relay.detect();
        narration.step("Relay: six minutes later a worker finds what is offline: " + named(people, offline));
        return screens;
    }

    private Both<List<Contact>> mails(Both<People> people) {
        Both<List<Contact>> contacts =
                people.with(ORGANISATIONS, (who, organisation) -> agent.enrol(who.colleague(), domain(organisation)));
        DispatchReport now = agent.dispatch();
        agent.unsubscribe(buyer(ORGANISATIONS.second()));
        layer.clock().pass(AgentPart.FOLLOW_UP.plus(Duration.ofMinutes(1)));
        DispatchReport later = agent.dispatch();
        narration.step("Agent: a worker claims and sends " + now.sent() + " mails of " + now.customers()
                + " Customers, and two hours later " + later.sent() + ": somebody has unsubscribed");
        return contacts;
    }

    /** Who was sent the quote, and is written to afterwards. */
    static EmailAddress buyer(Organisation organisation) {
        return new EmailAddress("bo@" + domain(organisation));
    }

    List<OutgoingMessage> mails() {
        return agent.delivered();
    }

    private static String domain(Organisation organisation) {
        return "buyer-of-" + organisation.ownerEmail().replaceFirst(".*@", "");
    }

    private static Organisation organisation(Both<People> people, People who) {
        return who.equals(people.first()) ? ORGANISATIONS.first() : ORGANISATIONS.second();
    }

    private static String named(Both<People> people, Map<UUID, List<String>> offline) {
        return "Acme's " + offline.get(people.first().customerId()) + ", Globex's "
                + offline.get(people.second().customerId());
    }
}
