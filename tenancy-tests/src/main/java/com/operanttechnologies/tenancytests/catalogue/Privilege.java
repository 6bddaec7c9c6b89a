package com.operanttechnologies.tenancytests.catalogue;

/** What a role may do with a table's rows. */
public enum Privilege {
    SELECT,
    INSERT,
    UPDATE,
    DELETE
}
