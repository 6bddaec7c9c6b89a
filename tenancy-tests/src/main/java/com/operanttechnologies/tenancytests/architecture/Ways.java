package com.operanttechnologies.tenancytests.architecture;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.Set;
import javax.sql.CommonDataSource;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.PlainSQL;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultDSLContext;

/** The ways to the database that lead around a session. */
final class Ways {

    private static final Set<String> DRIVERS_AND_POOLS = Set.of("javax.sql", "com.zaxxer.hikari", "org.postgresql");

    private Ways() {}

    /** Opens connections, or is a part of what does. */
    static boolean connects(JavaClass type) {
        return CodeBase.isInAny(DRIVERS_AND_POOLS, type)
                || type.isEquivalentTo(DriverManager.class)
                || type.isAssignableTo(Driver.class)
                || type.isAssignableTo(CommonDataSource.class);
    }

    /** Reaches for what a wrapper wraps. */
    static boolean unwraps(JavaAccess<?> access) {
        return access.getName().equals("unwrap") && access.getTargetOwner().isAssignableTo(Wrapper.class);
    }

    /** Makes a jOOQ of its own, or changes the one it was given. */
    static boolean configuresJooq(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        if (owner.isEquivalentTo(DSL.class)) {
            return name.equals("using");
        }
        if (name.equals("<init>")) {
            return owner.isAssignableTo(DefaultConfiguration.class)
                    || owner.isAssignableTo(DefaultDSLContext.class)
                    || owner.isAssignableTo(ConnectionProvider.class);
        }
        return owner.isAssignableTo(Configuration.class) && (name.startsWith("set") || name.startsWith("derive"))
                || owner.isAssignableTo(Settings.class) && (name.startsWith("set") || name.startsWith("with"));
    }

    /** Gives jOOQ a piece of SQL as text. */
    static boolean writesSqlAsText(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                && target.resolveMember()
                        .map(member -> member.isAnnotatedWith(PlainSQL.class))
                        .orElse(false);
    }

    /** Sends SQL as text. */
    static boolean isStatement(JavaClass type) {
        return type.isAssignableTo(Statement.class);
    }
}
