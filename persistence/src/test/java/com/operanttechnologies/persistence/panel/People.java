package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import java.util.UUID;

/** Accounts for tests. */
final class People {

    static final AuditCause CAUSE = AuditCause.of("test");
    static final String PASSWORD = "correct horse battery staple";

    private People() {}

    static EmailAddress newEmail() {
        return new EmailAddress("ada." + UUID.randomUUID() + "@acme.example");
    }

    static UUID withoutPassword(TestSessions sessions, TenantScope scope) {
        return sessions.transact(
                        scope,
                        session ->
                                new AccountRepository(session).create(newEmail(), "Ada Lovelace", AccountRole.MEMBER))
                .accountId();
    }

    static UUID withPassword(TestSessions sessions, TenantScope scope) {
        UUID account = withoutPassword(sessions, scope);
        sessions.perform(scope, session -> new PasswordRepository(session).set(account, password()));
        return account;
    }

    static Password password() {
        return Password.of(PASSWORD.toCharArray());
    }
}
