package com.operanttechnologies.tenancytests.tour.story;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.money.Money;
import com.operanttechnologies.persistence.quoting.Quote;
import com.operanttechnologies.persistence.quoting.QuoteContent;
import com.operanttechnologies.persistence.quoting.QuoteLifecycle;
import com.operanttechnologies.persistence.quoting.QuoteLine;
import com.operanttechnologies.persistence.quoting.QuoteLineRepository;
import com.operanttechnologies.persistence.quoting.QuoteRepository;
import com.operanttechnologies.persistence.quoting.SentQuote;
import java.time.LocalDate;
import java.util.List;

/** Quoting: a quote is written, sent and accepted. */
public final class QuotingPart {

    private final Layer layer;

    public QuotingPart(Layer layer) {
        this.layer = layer;
    }

    /** A quote of two lines with two rates of tax; what was sent, once it was accepted. */
    public SentQuote tell(TenantScope seller, EmailAddress buyer) {
        Quote draft = layer.application().transact(seller, session -> {
            Quote created = new QuoteRepository(session)
                    .create(new QuoteContent(
                            "Twelve screens",
                            "Bo Buyer",
                            buyer,
                            Money.currency("EUR"),
                            LocalDate.now(layer.clock()).plusDays(30),
                            "Payable within 14 days"));
            return new QuoteLineRepository(session)
                    .replace(
                            created.id(),
                            created.version(),
                            List.of(
                                    QuoteLine.of("Screen, 55 inches", "12", "649.90", "19"),
                                    QuoteLine.of("Handbook", "3", "9.99", "7")));
        });
        SentQuote sent = layer.application()
                .transact(seller, session -> new QuoteLifecycle(session).send(draft.id(), draft.version()));
        layer.application().execute(seller, session -> {
            Quote current = new QuoteRepository(session).get(draft.id());
            new QuoteLifecycle(session).accept(current.id(), current.version());
        });
        return sent;
    }
}
