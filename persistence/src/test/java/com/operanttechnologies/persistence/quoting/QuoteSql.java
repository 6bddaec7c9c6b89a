package com.operanttechnologies.persistence.quoting;

/** Statements by hand on a quote, whose id is the only parameter. */
final class QuoteSql {

    static final String CLOSE = "update quoting.quote set draft = false where quote_id = ?";
    static final String REVISE = "update quoting.quote set draft = true, revision = revision + 1 where quote_id = ?";
    static final String ACCEPT = decide("accepted", "timestamptz '2026-03-11 12:00:00Z'", "tenancy.current_actor()");

    private QuoteSql() {}

    /** Sends a quote once more, with other values. */
    static String send(String revision, String number, String currency, String net, String tax) {
        return ("insert into quoting.sent_quote (quote_id, revision, quote_revision, number, title, recipient_name,"
                        + " recipient_email, currency, valid_until, terms, line_count, net, tax, sent_at)"
                        + " select quote_id, %1$s, %1$s, %2$s, title, recipient_name, recipient_email, %3$s, valid_until,"
                        + " terms, line_count, %4$s, %5$s, sent_at from quoting.sent_quote where quote_id = ?"
                        + " order by revision limit 1")
                .formatted(revision, number, currency, amount(net), amount(tax));
    }

    /** Adds a line to what is sent. */
    static String sentLine(String revision, String position, String currency) {
        return ("insert into quoting.sent_line (quote_id, revision, position, currency, description, quantity,"
                        + " unit_price, discount_percent, tax_percent) select quote_id, %s, %s, %s, 'Free', 1, 0, 0, 0"
                        + " from quoting.sent_line where quote_id = ? and position = 1 order by revision limit 1")
                .formatted(revision, position, currency);
    }

    /** Adds a line to a draft. */
    static String draftLine(String quantity, String price, String tax) {
        return "insert into quoting.quote_line (quote_id, position, description, quantity, unit_price, tax_percent)"
                + " values (?, 9, 'x', '%s', '%s', '%s')".formatted(quantity, price, tax);
    }

    static String decide(String status, String at, String by) {
        return "update quoting.sent_quote set status = '%s', decided_at = %s, decided_by = %s where quote_id = ?"
                .formatted(status, at, by);
    }

    private static String amount(String column) {
        return column.equals("net") || column.equals("tax") ? column : "'" + column + "'";
    }
}
