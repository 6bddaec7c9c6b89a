package com.operanttechnologies.tenancytests.fault;

import com.operanttechnologies.persistence.error.TenancyException;
import java.util.List;

/**
 * A line of the table of faults.
 *
 * @param there rows in the database, counted as a superuser once all was well again
 * @param left connections that a session holds, in the pool or at work in the server, after the fault
 */
record FaultRow(
        String fault,
        TenancyException told,
        int acknowledged,
        List<String> there,
        int left,
        long recoveredAfterMillis) {

    static final String HEADER =
            "fault | what the caller got | rows acknowledged/there | connections left | recovered after ms";

    @Override
    public String toString() {
        return String.join(
                " | ",
                fault,
                told.getClass().getSimpleName() + " " + told.sqlState(),
                acknowledged + "/" + there.size(),
                String.valueOf(left),
                String.valueOf(recoveredAfterMillis));
    }
}
