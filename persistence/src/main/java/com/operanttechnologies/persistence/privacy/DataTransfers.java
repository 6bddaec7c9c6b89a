package com.operanttechnologies.persistence.privacy;

import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER;
import static org.jooq.impl.DSL.currentOffsetDateTime;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import java.util.regex.Pattern;

/** What the session's own Customer's data is transferred on. As thread-bound as its session. */
public final class DataTransfers {

    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    private final TenantSession session;

    public DataTransfers(TenantSession session) {
        this.session = session;
    }

    /**
     * What is recorded; of a Customer of whom nothing was recorded yet, that it is in the United States.
     *
     * @throws NotFoundException when it hasn't signed up
     */
    public DataTransfer own() {
        return session.dsl()
                .select(CUSTOMER.COUNTRY, CUSTOMER.PROCESSED_IN, CUSTOMER.TRANSFER_MECHANISM)
                .from(CUSTOMER)
                .fetchOptional(row -> new DataTransfer(row.value1(), row.value2(), TransferMechanism.of(row.value3())))
                .orElseThrow(this::notFound);
    }

    /**
     * Records where the Customer is established, and what the transfer of its data rests upon.
     *
     * @param country ISO 3166-1, two capital letters
     * @throws InvalidInputException when the country is anything else
     * @throws NotFoundException when it hasn't signed up
     */
    public void record(String country, TransferMechanism mechanism) {
        if (!COUNTRY.matcher(country).matches()) {
            throw new InvalidInputException("A country is two capital letters of ISO 3166-1, such as US, got "
                    + country.length() + " characters that are not");
        }
        int changed = session.dsl()
                .update(CUSTOMER)
                .set(CUSTOMER.COUNTRY, country)
                .set(CUSTOMER.TRANSFER_MECHANISM, mechanism.column())
                .set(CUSTOMER.UPDATED_AT, currentOffsetDateTime())
                .set(CUSTOMER.VERSION, CUSTOMER.VERSION.plus(1))
                .execute();
        if (changed == 0) {
            throw notFound();
        }
    }

    private NotFoundException notFound() {
        return new NotFoundException("Customer " + session.customerId() + " doesn't exist; sign up first");
    }
}
