package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.migrations.transfer.CustomerExport;
import com.operanttechnologies.migrations.transfer.CustomerImport;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.SignInCandidate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who moved with its Customer can sign in there once the application has entered the addresses, and not before. */
@Tag("PRV-3")
@Tag("PAN-1")
class SignInAddressesTest {

    /** More than a page. */
    private static final int PEOPLE = 205;

    @TempDir
    private Path folder;

    @Test
    void an_imported_customers_people_are_found_by_their_addresses_once_these_are_entered() throws Exception {
        TenantDatabase here = TestDatabase.shared();
        UUID customer = TestDatabase.newCustomer(here, "Moving");
        TenantScope scope = TenantScope.job(customer, "import", "sign-in-addresses-test");
        List<EmailAddress> addresses = new ArrayList<>();
        here.execute(scope, session -> {
            for (int i = 0; i < PEOPLE; i++) {
                EmailAddress address = People.newEmail();
                new AccountRepository(session).create(address, "Person " + i, AccountRole.MEMBER);
                addresses.add(address);
            }
        });
        Path archive = folder.resolve("customer.zip");
        new CustomerExport(TestDatabase.database().login(DatabaseRole.OPERATOR))
                .write(customer, archive, "jane", "moves", part -> {});
        try (ThrowawayDatabase target = TestDatabase.own();
                TenantDatabase there =
                        TenantDatabase.open(TestDatabase.config(target).build())) {
            new CustomerImport(target.login(DatabaseRole.MIGRATOR)).read(archive, "jane", "moves here", part -> {});
            assertThat(found(there, addresses)).as("before").isEmpty();
            assertThat(new SignInAddresses(there).enter(scope)).isEqualTo(PEOPLE);
            assertThat(new SignInAddresses(there).enter(scope)).as("again").isEqualTo(PEOPLE);
            assertThat(found(there, addresses))
                    .hasSize(2)
                    .allMatch(candidate -> candidate.customerId().equals(customer));
        }
    }

    /** The first and the last, as tries are counted. */
    private static List<SignInCandidate> found(TenantDatabase database, List<EmailAddress> addresses) {
        List<SignInCandidate> found = new ArrayList<>();
        for (EmailAddress address : List.of(addresses.get(0), addresses.get(PEOPLE - 1))) {
            found.addAll(database.gateway().signIn(address.value(), "192.0.2.7"));
        }
        return found;
    }
}
