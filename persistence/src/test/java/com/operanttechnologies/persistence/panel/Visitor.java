package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import java.util.List;
import java.util.UUID;

/** Somebody with an address of one's own, at a client of one's own, in front of the page where one signs in. */
final class Visitor {

    private final TestSessions sessions;
    private final SignIn signIn;
    private final EmailAddress email = People.newEmail();
    private final String client;

    Visitor(TestSessions sessions) {
        this(sessions, "192.0.2.1 " + UUID.randomUUID());
    }

    Visitor(TestSessions sessions, String client) {
        this.sessions = sessions;
        this.signIn = new SignIn(sessions.database());
        this.client = client;
    }

    /** Has an account at a Customer from now on. */
    UUID joins(TenantScope customer, String password) {
        return sessions.transact(customer, session -> {
            UUID account = new AccountRepository(session)
                    .create(email, "Ada Lovelace", AccountRole.MEMBER)
                    .accountId();
            new PasswordRepository(session).set(account, Password.of(password.toCharArray()));
            return account;
        });
    }

    Authenticator enrols(TenantScope customer, UUID account) {
        return Authenticator.enrolled(sessions, customer, account);
    }

    List<PasswordProof> types(String password) {
        return types(email.value(), password);
    }

    List<PasswordProof> types(String address, String password) {
        try (Password typed = Password.of(password.toCharArray())) {
            return signIn.password(address, typed, client, "test");
        }
    }

    String client() {
        return client;
    }

    EmailAddress email() {
        return email;
    }
}
