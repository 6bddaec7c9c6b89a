package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import java.util.function.UnaryOperator;

/** The variants that are compared. */
enum Way {
    UNPROTECTED("unprotected") {
        @Override
        Variant open(Databases databases, UnaryOperator<Login> route, int connections) {
            return new UnprotectedVariant(route.apply(databases.open()), connections, false);
        }
    },
    /** The same once more: what differs here is noise. */
    UNPROTECTED_AGAIN("unprotected, again") {
        @Override
        Variant open(Databases databases, UnaryOperator<Login> route, int connections) {
            return new UnprotectedVariant(route.apply(databases.open()), connections, false);
        }
    },
    /** For ingest, where it differs. */
    UNPROTECTED_REWRITTEN("unprotected, reWriteBatchedInserts") {
        @Override
        Variant open(Databases databases, UnaryOperator<Login> route, int connections) {
            return new UnprotectedVariant(route.apply(databases.open()), connections, true);
        }

        @Override
        boolean does(Operation operation) {
            return operation.ingest();
        }
    },
    AT_CHECKOUT("setting at checkout (AWS)") {
        @Override
        Variant open(Databases databases, UnaryOperator<Login> route, int connections) {
            return new AtCheckoutVariant(route.apply(databases.setting()), connections);
        }
    },
    IN_TRANSACTION("set_config in transaction") {
        @Override
        Variant open(Databases databases, UnaryOperator<Login> route, int connections) {
            return new InTransactionVariant(route.apply(databases.setting()), connections);
        }
    },
    HIBERNATE("Hibernate @TenantId") {
        @Override
        Variant open(Databases databases, UnaryOperator<Login> route, int connections) {
            return new HibernateVariant(route.apply(databases.open()), connections);
        }
    },
    LAYER("this layer") {
        @Override
        Variant open(Databases databases, UnaryOperator<Login> route, int connections) {
            Login login = route.apply(databases.sealed().login(DatabaseRole.RUNTIME));
            return new LayerVariant(LayerSettings.of(databases.sealed())
                    .url(login.url())
                    .poolSize(connections)
                    .build());
        }
    };

    private final String label;

    Way(String label) {
        this.label = label;
    }

    /** @param route leads a login to its server: as it is, or through a proxy */
    abstract Variant open(Databases databases, UnaryOperator<Login> route, int connections);

    boolean does(Operation operation) {
        return true;
    }

    String label() {
        return label;
    }
}
