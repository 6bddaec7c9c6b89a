package com.operanttechnologies.persistence.privacy;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.panel.Account;
import com.operanttechnologies.persistence.panel.AccountRepository;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Requests of people about their data (PRV-4), as {@code operant_operator}: account holders are told what is held about
 * them, and have it corrected or deleted; end users are told which Customer to turn to. A request is due a month after
 * it was received, and every step is in its Customer's audit log. {@code operant-db subject} does the same.
 *
 * <p>Safe for use by several threads.
 */
public final class SubjectRequests {

    private static final int PORTION = 1000;

    private final DataSource operator;

    /** @param operator connections of a login that is {@code operant_operator} */
    public SubjectRequests(DataSource operator) {
        this.operator = operator;
    }

    /**
     * Notes the request of an account holder.
     *
     * @param handledBy who handles it, 1 to 100 characters
     * @param reason how the request came, 1 to 1,000 characters
     * @return the request's identifier
     * @throws NotFoundException when the Customer has no such account
     * @throws InvalidInputException when a text is too short or too long
     */
    public UUID receive(UUID customer, UUID account, SubjectRequestKind kind, String handledBy, String reason) {
        return UUID.fromString(call(
                "select privacy.receive_request(?, ?, ?, ?, ?)", customer, account, kind.literal(), handledBy, reason));
    }

    /**
     * Answers an end user of a Customer. Nobody looks for the person in the Customer's account.
     *
     * @return the sentence that names the Customer to turn to
     * @throws NotFoundException when there is no such Customer
     */
    public String refer(UUID customer, String handledBy, String reason) {
        return call("select r.answer from privacy.refer_end_user(?, ?, ?) r", customer, handledBy, reason);
    }

    /**
     * Everything that names the account holder of a request, found from the catalogue.
     *
     * @param each called by this thread for each row; what it throws ends the call
     * @throws RefusedException when the request isn't open
     */
    public void collect(UUID request, Consumer<HeldRecord> each) {
        work(request, (connection, open) -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select table_name, data_class, purpose, kept, held::text from privacy.collect_subject(?)")) {
                statement.setObject(1, open.account());
                statement.setFetchSize(PORTION);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        each.accept(new HeldRecord(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5)));
                    }
                }
            }
        });
    }

    /**
     * Puts the name of an account holder right, as the application does it.
     *
     * @param database the application's
     * @param displayName 1 to 200 characters
     * @throws RefusedException when the request isn't open, or isn't for correction
     * @throws NotFoundException when the account is gone
     */
    public Account correct(UUID request, TenantDatabase database, String displayName) {
        return correct(
                request,
                database,
                (accounts, account) ->
                        accounts.updateProfile(account.accountId(), account.version(), displayName, account.theme()));
    }

    /**
     * Puts the work email of an account holder right, and with it what the person signs in with: the former address
     * finds nobody any more. Write to the new address, and have an answer from there, first.
     *
     * @param database the application's
     * @throws com.operanttechnologies.persistence.error.DuplicateException when another account of the Customer has it
     * @throws RefusedException when the request isn't open, or isn't for correction
     * @throws NotFoundException when the account is gone
     */
    public Account correctEmail(UUID request, TenantDatabase database, EmailAddress email) {
        return correct(
                request,
                database,
                (accounts, account) -> accounts.changeEmail(
                        account.accountId(),
                        account.version(),
                        email,
                        AuditCause.of("request for correction " + request)));
    }

    private Account correct(
            UUID request, TenantDatabase database, BiFunction<AccountRepository, Account, Account> correction) {
        OpenRequest open = open(request);
        if (!open.kind().equals(SubjectRequestKind.CORRECTION.literal())) {
            throw new RefusedException("Request " + request + " is for " + open.kind() + ", not for correction");
        }
        return database.transact(TenantScope.job(open.customer(), "subject", request.toString()), session -> {
            AccountRepository accounts = new AccountRepository(session);
            Account account = accounts.find(open.account())
                    .orElseThrow(() -> new NotFoundException("Account " + open.account() + " is gone"));
            return correction.apply(accounts, account);
        });
    }

    /**
     * Deletes what is held about the account holder of a request for deletion. What the Customer has, audit and billing
     * stay.
     *
     * @throws RefusedException when the request isn't open or isn't for deletion, the account answers for its Customer,
     *     or a legal hold stands
     */
    public void delete(UUID request) {
        work(request, (connection, open) -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select count(*) from privacy.delete_subject(?)")) {
                statement.setObject(1, open.account());
                statement.execute();
            }
        });
    }

    /**
     * Closes a request.
     *
     * @param isAnswered false when it was refused
     * @throws RefusedException when it isn't open, or the account that was to be deleted is still there
     */
    public void close(UUID request, boolean isAnswered, String handledBy, String reason) {
        call(
                "select privacy.close_request(?, ?, ?, ?)::text",
                request,
                isAnswered ? "answered" : "refused",
                handledBy,
                reason);
    }

    private record OpenRequest(String token, UUID customer, UUID account, String kind) {}

    private interface Work {
        void on(Connection connection, OpenRequest open) throws SQLException;
    }

    /** In a transaction of its own: what is done afterwards is on record. */
    private OpenRequest open(UUID request) {
        try (Connection connection = operator.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select token, customer, account, kind from privacy.work_on_request(?)")) {
            connection.setAutoCommit(true);
            statement.setObject(1, request);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new OpenRequest(
                        row.getString(1), row.getObject(2, UUID.class), row.getObject(3, UUID.class), row.getString(4));
            }
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    private void work(UUID request, Work work) {
        OpenRequest open = open(request);
        try (Connection connection = operator.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement bind = connection.prepareStatement("select tenancy.bind(?, false)")) {
                bind.setString(1, open.token());
                bind.execute();
                work.on(connection, open);
                connection.commit();
            } finally {
                // A pool's connection goes back without a transaction, however this ended.
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    private String call(String sql, Object... parameters) {
        try (Connection connection = operator.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(true);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return String.valueOf(row.getString(1));
            }
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    /** By SQLState alone: the server's message stays back. */
    private static TenancyException translate(SQLException failure) {
        String state = failure.getSQLState() == null ? "58000" : failure.getSQLState();
        return switch (state) {
            case "P0002" -> new NotFoundException("There is no such Customer, or it has no such account", state);
            case "22023", "23514" ->
                new InvalidInputException(
                        "Who handles a request takes 1 to 100 characters, how it came 1 to 1000", state);
            case "55000" ->
                new RefusedException(
                        "The request isn't open or is for something else, the account answers for its Customer, or"
                                + " it is still there; operant-db subject says which",
                        state);
            case "42501" -> new RefusedException("A legal hold stands, or the login isn't operant_operator", state);
            default ->
                new UnavailableException(
                        "The request wasn't dealt with (SQLState " + state + "); nothing was changed, try again",
                        state);
        };
    }
}
