package com.operanttechnologies.persistence.privacy;

import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import java.security.PrivateKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Erases Customers whose grace period is over, as {@code operant_operator}. Each step is one transaction that deletes
 * one batch, or searches one of what is kept, so a run that ends at any moment is gone on with by the next one, here or
 * by {@code call privacy.erase(…)}.
 *
 * <p>Safe for use by several threads; a second run for one Customer at the same time is told so.
 */
public final class CustomerErasure {

    /** Rows of a step that keep it short: other Customers wait for none of them. */
    public static final int DEFAULT_BATCH = 2000;

    private final DataSource operator;
    private final int batch;

    /**
     * @param operator connections of a login that is {@code operant_operator}
     * @param batch rows that a step deletes or searches at most, 1 to 100,000
     * @throws InvalidInputException when the batch is anything else
     */
    public CustomerErasure(DataSource operator, int batch) {
        if (batch < 1 || batch > 100_000) {
            throw new InvalidInputException("A batch is 1 to 100000 rows, got " + batch);
        }
        this.operator = operator;
        this.batch = batch;
    }

    /**
     * Erases a Customer, or goes on with it; does nothing when it was erased already.
     *
     * @param orderedBy the person who gave the order, 1 to 100 characters
     * @param reason why, 1 to 1,000 characters; no personal data, as it is kept
     * @param progress told of each step after it was committed, by the calling thread; what it throws ends the run
     * @throws RefusedException when the Customer isn't terminated, its grace period runs, or a legal hold stands
     * @throws ConflictException when another run is at this Customer
     * @throws UnavailableException when the database can't be reached any more; run it again
     */
    public void run(UUID customer, String orderedBy, String reason, Consumer<ErasureStep> progress) {
        ErasureStep step;
        do {
            step = step(customer, orderedBy, reason);
            progress.accept(step);
        } while (!step.done());
    }

    private ErasureStep step(UUID customer, String orderedBy, String reason) {
        try (Connection connection = operator.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select s.done, s.at_table, s.removed, s.scanned from privacy.erase_step(?, ?, ?, ?) s")) {
            connection.setAutoCommit(true);
            statement.setObject(1, customer);
            statement.setString(2, orderedBy);
            statement.setString(3, reason);
            statement.setInt(4, batch);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new ErasureStep(row.getString(2), row.getLong(3), row.getLong(4), row.getBoolean(1));
            }
        } catch (SQLException e) {
            throw translate(e, customer);
        }
    }

    /**
     * The signed certificate of a finished erasure.
     *
     * @param key Ed25519 key that is kept outside the database
     * @throws NotFoundException when the Customer wasn't erased
     * @throws InvalidInputException when the key is none of Ed25519
     */
    public ErasureCertificate certify(UUID customer, PrivateKey key) {
        try (Connection connection = operator.getConnection();
                PreparedStatement statement = connection.prepareStatement("select privacy.erasure_report(?)::text")) {
            statement.setObject(1, customer);
            try (ResultSet row = statement.executeQuery()) {
                String report = row.next() ? row.getString(1) : null;
                if (report == null) {
                    throw new NotFoundException(
                            "Customer " + customer + " wasn't erased, so there is nothing to certify");
                }
                return ErasureCertificate.sign(report, key);
            }
        } catch (SQLException e) {
            throw translate(e, customer);
        }
    }

    /** By SQLState alone: the server's message stays back. */
    private static TenancyException translate(SQLException failure, UUID customer) {
        String state = failure.getSQLState() == null ? "58000" : failure.getSQLState();
        return switch (state) {
            case "42501" ->
                new RefusedException(
                        "Customer " + customer + " can't be erased now: it isn't terminated, its grace period"
                                + " runs, a legal hold stands, or the login isn't operant_operator."
                                + " See privacy.state() and privacy.holds()");
            case "55P03" -> new ConflictException("Customer " + customer + " is being erased by another run", state);
            case "55000" ->
                new RefusedException(
                        "A table without a Customer still names Customer " + customer
                                + "; privacy.erase_step() by hand says which",
                        state);
            case "22023", "23514" ->
                new InvalidInputException(
                        "Who orders an erasure takes 1 to 100 characters, its reason 1 to 1000", state);
            default ->
                new UnavailableException(
                        "The erasure of Customer " + customer + " was interrupted (SQLState " + state
                                + "); run it again, it goes on where it was",
                        state);
        };
    }
}
