package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.internal.bind.TokenSigner;
import com.operanttechnologies.persistence.internal.pool.SignerLogin;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A database with so many Customers, and the layer on it. */
final class ScaleDatabase implements AutoCloseable {

    /** Days that have a partition of heartbeats each. */
    static final int DAYS = 8;

    private final int customers;
    private final int screens;
    private final ThrowawayDatabase database;
    private final TenantDatabase layer;

    private ScaleDatabase(int customers, int screens, ThrowawayDatabase database) {
        this.customers = customers;
        this.screens = screens;
        this.database = database;
        this.layer = TenantDatabase.open(LayerSettings.of(database).poolSize(2).build());
    }

    /**
     * Makes and loads it.
     *
     * @param customers more than 2
     * @param screens of all Customers
     */
    static ScaleDatabase create(Login superuser, int customers, int screens) throws SQLException {
        ThrowawayDatabase database = ThrowawayDatabase.create(superuser);
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set benchmark.customers = " + customers);
            statement.execute("set benchmark.screens = " + screens);
            statement.execute(Resource.text("scale.sql"));
            statement.execute("vacuum (analyze)");
            return new ScaleDatabase(customers, screens, database);
        } catch (SQLException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * Adds a day of heartbeats of the largest Customer.
     *
     * @param day from 0 to {@value #DAYS} - 1
     */
    void addHistory(int day, int rows) throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set benchmark.day = " + day);
            statement.execute("set benchmark.rows = " + rows);
            statement.execute(Resource.text("history.sql"));
            if (day == DAYS - 1) {
                statement.execute("vacuum (analyze) relay.heartbeat");
            }
        }
    }

    int customers() {
        return customers;
    }

    TenantDatabase layer() {
        return layer;
    }

    static TenantScope scope(UUID customerId) {
        return TenantScope.job(customerId, "benchmark", "benchmark");
    }

    /** The one that has half of all screens. */
    static UUID largest() {
        return Dataset.id("customer 1");
    }

    /** One that has 60 screens. */
    static UUID small() {
        return Dataset.id("customer 2");
    }

    /** A screen of a Customer by its number, from 1. */
    static UUID screen(int customer, int number) {
        return Dataset.id("screen " + customer + "-" + number);
    }

    /** Of the largest Customer. */
    int screensOfLargest() {
        return screens / 2;
    }

    /** The lines of EXPLAIN for a statement, under the scope of a Customer and as the runtime role. */
    List<String> explain(UUID customerId, String options, String sql) throws SQLException {
        Login login = database.login(DatabaseRole.RUNTIME);
        Login signer = database.login(DatabaseRole.SIGNER);
        String token = new TokenSigner(
                        new SignerLogin(signer.url(), signer.username(), signer.password()),
                        Duration.ofMinutes(5),
                        Clock.systemUTC())
                .seal(scope(customerId));
        List<String> lines = new ArrayList<>();
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try (PreparedStatement bind = connection.prepareStatement("select tenancy.bind(?, true)")) {
                bind.setString(1, token);
                bind.execute();
            }
            try (ResultSet rows = statement.executeQuery("explain (" + options + ") " + sql)) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            connection.rollback();
        }
        return lines;
    }

    @Override
    public void close() {
        layer.close();
        database.close();
    }
}
