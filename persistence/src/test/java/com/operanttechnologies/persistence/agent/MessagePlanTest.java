package com.operanttechnologies.persistence.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How PostgreSQL finds a few messages among many that were sent long ago. */
@Tag("AGT-1")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessagePlanTest {

    private final Mailroom acme = new Mailroom();
    private final Contact ada = acme.contact("ada");

    @BeforeAll
    void fill() {
        TestDatabase.asSuperuser(TestDatabase.database(), """
                insert into agent.message (customer_id, message_id, contact_id, state, due_at, subject, body, attempts,
                    to_email, claim_id, claimed_by, lease_until, sent_at)
                select '%1$s', gen_random_uuid(), '%2$s', state, now() - n * interval '1 minute', 's', 'b',
                       case state when 'scheduled' then 0 else 1 end, 'ada@contacts.example',
                       case state when 'scheduled' then null else gen_random_uuid() end,
                       case state when 'claimed' then 'w' end, case state when 'claimed' then now() end,
                       case state when 'sent' then now() end
                  from (select n, case when n %% 50 = 0 then 'claimed' when n %% 4 = 0 then 'scheduled' else 'sent' end
                          from generate_series(1, 8000) n) made (n, state);
                insert into agent.suppression (customer_id, suppression_id, email, reason, suppressed_by)
                select '%1$s', gen_random_uuid(), n || '@x.example', 'bounced', 'test' from generate_series(1, 2000) n;
                analyze agent.message, agent.suppression, agent.contact
                """.formatted(acme.scope.customerId(), ada.contactId()));
    }

    @AfterAll
    void tell_the_real_time() {
        acme.sessions.resume();
    }

    @Test
    void a_claim_reads_what_is_due_from_the_index_in_its_order_and_asks_for_each_address_by_index() {
        String plan = plan(session -> new MessageClaims(session).claim("w", 20, Mailroom.LEASE));
        assertThat(plan)
                .contains("CTE due", "CTE ran_out", "LockRows", "using message_by_state")
                .contains("using suppression_by_email", "using message_pkey")
                .containsPattern("Index Cond: .*customer_id.*state = 'scheduled'.*due_at <=")
                .doesNotContain("Seq Scan on message")
                .doesNotContain("Seq Scan on suppression");
        assertThat(plan.substring(plan.indexOf("CTE due"), plan.indexOf("CTE taken")))
                .as("in the order of the index, so that a long queue costs what its beginning costs")
                .doesNotContain("Sort");
    }

    @Test
    void the_next_work_is_two_looks_into_the_index() {
        acme.as(session -> {
            ObservedSession observed = new ObservedSession(session);
            new MessageClaims(observed).nextDue();
            assertThat(observed.statements()).hasSize(2);
            return true;
        });
    }

    @Test
    void lists_are_read_from_their_index_in_its_order() {
        MessageCursor middle = new MessageCursor(acme.start.minus(Duration.ofMinutes(5000)), new UUID(0, 0));
        assertThat(plan(session ->
                        new MessageRepository(session).list(MessageState.SENT, PageRequest.after(middle, 50))))
                .contains("using message_by_state")
                .containsPattern("Index Cond: .*ROW\\(.*due_at.*message_id.*\\) > ROW")
                .doesNotContain("Sort")
                .doesNotContain("Seq Scan");
        assertThat(plan(session ->
                        new MessageRepository(session).listOf(ada.contactId(), PageRequest.after(middle, 50))))
                .contains("using message_by_contact")
                .doesNotContain("Sort")
                .doesNotContain("Seq Scan");
        assertThat(plan(session -> new SuppressionRepository(session).list(PageRequest.first(50))))
                .contains("using suppression_by_email")
                .doesNotContain("Seq Scan on suppression");
    }

    /** In a transaction that is rolled back. */
    private String plan(Consumer<TenantSession> statement) {
        try {
            return acme.as(session -> {
                ObservedSession observed = new ObservedSession(session);
                statement.accept(observed);
                throw new Explained(observed.plan());
            });
        } catch (Explained e) {
            return e.plan;
        }
    }

    private static final class Explained extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String plan;

        Explained(String plan) {
            this.plan = plan;
        }
    }
}
