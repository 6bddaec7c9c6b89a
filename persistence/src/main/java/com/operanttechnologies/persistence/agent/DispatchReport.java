package com.operanttechnologies.persistence.agent;

/**
 * What became of a dispatcher's round. Messages that were cancelled or given up while they were being claimed are in
 * none of the numbers.
 *
 * @param customers whose turn it was
 * @param sent recorded as sent
 * @param retried failed, and scheduled again
 * @param failed dead letters
 * @param heldBack claimed but not sent: cancelled or suppressed meanwhile, or taken over by another worker
 * @param unrecorded sent or tried, but taken over by another worker, or deleted, before that could be recorded
 * @param troubled Customers for whom the database refused something; the log says what. Their turn comes again
 */
public record DispatchReport(
        int customers, int sent, int retried, int failed, int heldBack, int unrecorded, int troubled) {

    /** Messages that this round had in its hands: when there were any, more may be due. */
    public int messages() {
        return sent + retried + failed + heldBack + unrecorded;
    }

    DispatchReport plus(DispatchReport other) {
        return new DispatchReport(
                customers + other.customers,
                sent + other.sent,
                retried + other.retried,
                failed + other.failed,
                heldBack + other.heldBack,
                unrecorded + other.unrecorded,
                troubled + other.troubled);
    }
}
