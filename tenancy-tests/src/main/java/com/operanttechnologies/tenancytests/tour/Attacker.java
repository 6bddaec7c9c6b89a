package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.persistence.TenantDatabase;
import java.sql.SQLException;
import java.util.List;

/**
 * Signed in at one Customer and after another one's rows: through the product, by injecting SQL into it, and with the
 * application's own password at the database.
 */
final class Attacker {

    private final TenantDatabase database;
    private final Login application;
    private final Company self;
    private final Company victim;

    Attacker(TenantDatabase database, Login application, Company self, Company victim) {
        this.database = database;
        this.application = application;
        this.self = self;
        this.victim = victim;
    }

    List<Attempt> tryEverything() throws SQLException {
        Attempts attempts = new Attempts(victim);
        new ProductAttacks(database, self, victim, attempts).tryAll();
        new InjectionAttacks(database, self, victim, attempts).tryAll();
        new DatabaseAttacks(database, application, self, victim, attempts).tryAll();
        return attempts.all();
    }
}
