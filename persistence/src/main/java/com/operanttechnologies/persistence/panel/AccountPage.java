package com.operanttechnologies.persistence.panel;

import java.util.List;
import java.util.Optional;

/**
 * Some accounts of a Customer, by name.
 *
 * @param accounts in the order of name and id
 * @param next where the next page begins; nothing after the last page
 */
public record AccountPage(List<Account> accounts, Optional<AccountCursor> next) {

    public AccountPage {
        accounts = List.copyOf(accounts);
    }
}
