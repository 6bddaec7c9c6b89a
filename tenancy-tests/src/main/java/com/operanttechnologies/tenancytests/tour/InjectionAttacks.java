package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.TenancyException;
import org.jooq.Record;
import org.jooq.Result;

/** The team's mistake: a search text goes into the statement instead of into a parameter. */
final class InjectionAttacks {

    private static final String WAY = "injecting SQL into a query that a team built by hand";

    private final TenantDatabase database;
    private final Company self;
    private final Company victim;
    private final Attempts attempts;

    InjectionAttacks(TenantDatabase database, Company self, Company victim, Attempts attempts) {
        this.database = database;
        this.self = self;
        this.victim = victim;
        this.attempts = attempts;
    }

    void tryAll() {
        inject("' or '1'='1");
        inject("' or customer_id = '" + victim.customerId() + "' or title = '");
        inject("' union all select title from stage.dashboard --");
        inject("' union all select title from stage.dashboard where customer_id = customer_id --");
        inject("'; delete from stage.dashboard; --");
        inject("' union all select set_config('operant.context', '" + victim.customerId() + "', false) --");
        inject("' union all select tenancy.bind('" + Attempts.forgedToken(victim) + "', false)::text --");
        inject("' union all select secret::text from tenancy.signing_key --");
        inject("' union all select query_to_xml('select * from stage.dashboard', true, true, '')::text --");
    }

    private void inject(String input) {
        String answer;
        boolean held;
        try {
            Result<Record> rows = database.transact(self.scope(), session -> titled(session, input));
            held = rows.stream().noneMatch(row -> belongsToVictim(String.valueOf(row.get(0))));
            answer = rows.isEmpty()
                    ? Attempts.NOTHING
                    : rows.size() + " rows, " + (held ? "all Acme's own" : "Globex's too");
        } catch (TenancyException refusal) {
            answer = refusal.sqlState() + " " + refusal.getMessage();
            held = true;
        }
        attempts.add(WAY, "title = '" + input + "'", answer, held);
    }

    private static Result<Record> titled(TenantSession session, String input) {
        return session.dsl()
                .fetch("select title || ' of ' || customer_id from stage.dashboard where customer_id = '"
                        + session.customerId() + "' and title = '" + input + "'");
    }

    private boolean belongsToVictim(String text) {
        return text.contains(victim.customerId().toString());
    }
}
