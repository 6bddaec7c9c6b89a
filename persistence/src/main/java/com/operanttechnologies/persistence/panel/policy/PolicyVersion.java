package com.operanttechnologies.persistence.panel.policy;

import java.net.URI;
import java.time.Instant;

/**
 * A version of the privacy policy, as the operator has published it for all Customers.
 *
 * @param version 1, 2, 3…; a higher one replaces a lower one
 * @param summary what changes, in the words of the notice
 * @param url the whole text
 * @param publishedAt by the database's clock; microseconds, as all times here
 * @param effectiveAt for nobody earlier; for a Customer that has an account already, when its notice says
 */
public record PolicyVersion(
        int version, String title, String summary, URI url, Instant publishedAt, Instant effectiveAt) {}
