package com.operanttechnologies.persistence.panel;

import java.util.UUID;

/**
 * Where a page of accounts ended, and the next one begins. What it holds may change; keep it only until the next page.
 *
 * @param displayName name of the page's last account
 * @param accountId its id
 */
public record AccountCursor(String displayName, UUID accountId) {}
