package com.operanttechnologies.tenancytests.junit;

import com.operanttechnologies.tenancytests.attack.Attack;
import com.operanttechnologies.tenancytests.attack.Expect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Suites that have to fail, each in one way; {@link TenancySuiteTest} runs them. */
final class FailingSuites {

    private static final String CODE = "com.example.signage";

    private FailingSuites() {}

    private static TenancyExtension suite(String location) {
        return TenancyExtension.migrations(location)
                .code(CODE)
                .includingTestCode()
                .build();
    }

    /** One table isn't protected, another is granted to PUBLIC, and a third has a second, careless policy. */
    static final class BrokenTables implements TenancySuite {
        @RegisterExtension
        static final TenancyExtension tenancy = suite("classpath:db/suites/broken");
    }

    static final class NoMigration implements TenancySuite {
        @RegisterExtension
        static final TenancyExtension tenancy = suite("classpath:db/suites/empty");
    }

    static final class NoFolder implements TenancySuite {
        @RegisterExtension
        static final TenancyExtension tenancy = suite("classpath:db/suites/misspelt");
    }

    static final class VersionOfTheLayer implements TenancySuite {
        @RegisterExtension
        static final TenancyExtension tenancy = suite("classpath:db/suites/low");
    }

    static final class NoTable implements TenancySuite {
        @RegisterExtension
        static final TenancyExtension tenancy = suite("classpath:db/suites/tableless");
    }

    static final class NoSchema implements TenancySuite {
        @RegisterExtension
        static final TenancyExtension tenancy = TenancyExtension.ofTheLayer("stage", "stagee");
    }

    /** Broken by hand after the migrations, which the gate has let through. */
    static final class OpenedByHand implements TenancySuite {
        @RegisterExtension
        static final TenancyExtension tenancy = suite("classpath:db/suites/note");

        @BeforeAll
        static void open(TenancyUnderTest tenancy) throws SQLException {
            try (Connection connection =
                            tenancy.arena().database().administrator().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("drop policy tenant_fence on memo.note");
                statement.execute("alter policy tenant on memo.note using (true) with check (true)");
            }
        }

        @Override
        public List<Attack> attacks() {
            return List.of(Attack.onTable(
                    "MEMO-1",
                    "B's note emptied",
                    "memo.note",
                    target -> target.attackersSession(Expect.nothingOfB(), "update by hand", session -> {
                        try (Statement statement = session.connection().createStatement()) {
                            return statement.executeUpdate(
                                    "update memo.note set body = '' where customer_id = " + target.b());
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    })));
        }
    }

    static final class WrongAttacks implements TenancySuite {
        @RegisterExtension
        static final TenancyExtension tenancy = suite("classpath:db/suites/note");

        @Override
        public List<Attack> attacks() {
            return List.of(
                    Attack.onTable(
                            "MEMO-2",
                            "reading what is said to be refused",
                            "memo.note",
                            target -> target.attackerCommits(Expect.refused(), "select * from memo.note")),
                    Attack.onTable(
                            "MEMO-3",
                            "aimed at a table that isn't there",
                            "memo.nota",
                            target -> target.script(Expect.refused(), "select")),
                    Attack.once("MEMO-4", "not prepared", arena -> {
                        throw new SQLException("no idea");
                    }));
        }
    }

    static final class BrokenRule implements TenancySuite {
        @RegisterExtension
        static final TenancyExtension tenancy = TenancyExtension.migrations("classpath:db/suites/note")
                .code("com.operanttechnologies.tenancytests.architecture.violations")
                .includingTestCode()
                .build();
    }

    static final class NoCode implements TenancySuite {
        @RegisterExtension
        static final TenancyExtension tenancy = TenancyExtension.migrations("classpath:db/suites/note")
                .code(CODE)
                .build();
    }

    static final class ValuesForNothing implements TenancySuite {
        @RegisterExtension
        static final TenancyExtension tenancy = TenancyExtension.migrations("classpath:db/suites/note")
                .code(CODE)
                .values("memo.note", "boddy", "'text'")
                .build();
    }
}
