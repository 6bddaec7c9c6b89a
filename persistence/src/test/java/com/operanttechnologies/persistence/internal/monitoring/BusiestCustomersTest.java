package com.operanttechnologies.persistence.internal.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.monitoring.BusyCustomer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BusiestCustomersTest {

    private final BusiestCustomers busiest = new BusiestCustomers();

    @Test
    void few_customers_are_counted_exactly() {
        UUID often = UUID.randomUUID();
        UUID once = UUID.randomUUID();
        for (int i = 0; i < 3; i++) {
            busiest.count(often);
        }
        busiest.count(once);

        assertThat(busiest.top(10)).containsExactly(new BusyCustomer(often, 3, 0), new BusyCustomer(once, 1, 0));
        assertThat(busiest.top(1)).containsExactly(new BusyCustomer(often, 3, 0));
    }

    @Test
    void among_ten_thousand_customers_the_busy_ones_are_found_and_memory_does_not_grow() {
        List<UUID> sessions = new ArrayList<>();
        Map<UUID, Long> busy = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            UUID customer = UUID.randomUUID();
            long count = 2_000 + 300L * i;
            busy.put(customer, count);
            sessions.addAll(Collections.nCopies((int) count, customer));
        }
        for (int i = 0; i < 10_000; i++) {
            sessions.add(UUID.randomUUID());
        }
        Collections.shuffle(sessions, new Random(7));
        sessions.forEach(busiest::count);

        assertThat(busiest.top(5))
                .extracting(BusyCustomer::customerId)
                .containsExactlyInAnyOrderElementsOf(busy.keySet());
        assertThat(busiest.top(5))
                .allSatisfy(customer -> assertThat(busy.get(customer.customerId()))
                        .isBetween(customer.sessions() - customer.overcount(), customer.sessions()));
        assertThat(busiest.top(Integer.MAX_VALUE)).hasSize(BusiestCustomers.COUNTERS);
    }
}
