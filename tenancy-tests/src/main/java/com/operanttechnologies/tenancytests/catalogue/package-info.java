/** What the database says about its tenant tables, read from {@code pg_catalog} and from nothing else. */
@NullMarked
package com.operanttechnologies.tenancytests.catalogue;

import org.jspecify.annotations.NullMarked;
