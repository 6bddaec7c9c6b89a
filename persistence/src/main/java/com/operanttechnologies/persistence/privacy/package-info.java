/**
 * Erasure of a Customer as an operator's job, and the signed certificate of it (PRV-2, PRV-5), and what a Customer's
 * data is transferred on (PRV-7). The work is the database's, in the schema {@code privacy}.
 */
@NullMarked
package com.operanttechnologies.persistence.privacy;

import org.jspecify.annotations.NullMarked;
