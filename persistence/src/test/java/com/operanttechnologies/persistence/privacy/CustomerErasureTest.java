package com.operanttechnologies.persistence.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.panel.Customers;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Erasure as an operator's program runs it, and its certificate. */
@Tag("PRV-5")
class CustomerErasureTest {

    private final ThrowawayDatabase own = TestDatabase.database();
    private final TenantDatabase database = TestDatabase.shared();
    private final UUID customer = UUID.randomUUID();
    private CustomerErasure erasure;

    @BeforeEach
    void signUp() {
        Login operator = own.login(DatabaseRole.OPERATOR);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(operator.url());
        source.setUser(operator.username());
        source.setPassword(operator.password());
        erasure = new CustomerErasure(source, CustomerErasure.DEFAULT_BATCH);
        database.execute(TenantScope.signUp(customer, "request"), session -> new Customers(session).signUp("Example"));
    }

    private static void execute(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void terminate() throws SQLException {
        execute(
                own.login(DatabaseRole.OPERATOR),
                "select privacy.terminate('" + customer + "', 'jane', 'has cancelled')");
    }

    @Test
    void its_certificate_says_what_was_removed_and_fails_when_a_character_is_changed() throws Exception {
        terminate();
        execute(
                own.administrator(),
                "update tenancy.lifecycle set since = now() - interval '40 days',"
                        + " erase_after = now() - interval '1 day' where customer_id = '" + customer + "'");
        List<ErasureStep> steps = new ArrayList<>();
        erasure.run(customer, "jane", "the contract has ended", steps::add);
        assertThat(steps).last().extracting(ErasureStep::done).isEqualTo(true);
        assertThat(steps).anyMatch(step -> "tenancy.customer".equals(step.table()) && step.removed() == 1);

        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        ErasureCertificate certificate = erasure.certify(customer, keys.getPrivate());
        assertThat(certificate.document()).contains(customer.toString(), "\"left\" : 0", "key_destroyed_at");
        assertThat(certificate.isSignedBy(keys.getPublic())).isTrue();
        assertThat(new ErasureCertificate(
                                certificate.document().replace("\"removed\" : 1", "\"removed\" : 2"),
                                certificate.signature())
                        .isSignedBy(keys.getPublic()))
                .isFalse();
        assertThat(certificate.isSignedBy(KeyPairGenerator.getInstance("Ed25519")
                        .generateKeyPair()
                        .getPublic()))
                .isFalse();
        KeyPair other = KeyPairGenerator.getInstance("EC").generateKeyPair();
        assertThat(certificate.isSignedBy(other.getPublic())).isFalse();
        assertThatThrownBy(() -> erasure.certify(customer, other.getPrivate()))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void who_may_not_be_erased_is_not_and_gets_no_certificate() throws Exception {
        assertThatThrownBy(() -> erasure.run(customer, "jane", "by mistake", step -> {}))
                .isInstanceOf(RefusedException.class);
        terminate();
        assertThatThrownBy(() -> erasure.run(customer, "jane", "too early", step -> {}))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("grace period");
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertThatThrownBy(() -> erasure.certify(customer, keys.getPrivate())).isInstanceOf(NotFoundException.class);
    }

    @Test
    @Tag("PRV-2")
    void whoever_asks_for_a_terminated_customer_is_told_that_it_is() throws Exception {
        terminate();
        assertThatThrownBy(() -> database.read(
                        TenantScope.job(customer, "test", "request"), session -> new Customers(session).own()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("This Customer is terminated");
    }

    @Test
    @Tag("PRV-7")
    void what_a_customers_data_is_transferred_on_is_recorded() {
        TenantScope scope = TenantScope.job(customer, "test", "request");
        assertThat(transfer(scope)).isEqualTo(new DataTransfer("US", "US", TransferMechanism.NONE));
        database.execute(scope, session -> new DataTransfers(session).record("DE", TransferMechanism.STANDARD_CLAUSES));
        assertThat(transfer(scope)).isEqualTo(new DataTransfer("DE", "US", TransferMechanism.STANDARD_CLAUSES));
        assertThatThrownBy(() -> database.execute(
                        scope, session -> new DataTransfers(session).record("Germany", TransferMechanism.ADEQUACY)))
                .isInstanceOf(InvalidInputException.class);
    }

    private DataTransfer transfer(TenantScope scope) {
        return database.read(scope, session -> new DataTransfers(session).own());
    }
}
