package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.agent.Contact;
import com.operanttechnologies.persistence.panel.billing.Invoice;
import com.operanttechnologies.persistence.quoting.SentQuote;
import com.operanttechnologies.persistence.relay.PairedDevice;
import com.operanttechnologies.persistence.stage.Dashboard;
import com.operanttechnologies.tenancytests.tour.story.Organisation;
import com.operanttechnologies.tenancytests.tour.story.PanelPart;
import com.operanttechnologies.tenancytests.tour.story.StagePart;
import java.util.List;
import java.util.UUID;

/** A Customer of the tour at the end of its day: what an attacker would be after. */
record Company(
        Organisation organisation,
        PanelPart.People people,
        StagePart.Published published,
        List<PairedDevice> screens,
        SentQuote quote,
        List<Contact> contacts,
        Invoice invoice) {

    String name() {
        return organisation.name();
    }

    UUID customerId() {
        return people.customerId();
    }

    UUID accountId() {
        return people.ownerId();
    }

    String backupCode() {
        return people.backupCode();
    }

    List<Dashboard> dashboards() {
        return published.dashboards();
    }

    UUID dataSourceId() {
        return published.dataSourceId();
    }

    TenantScope scope() {
        return people.owner();
    }
}
