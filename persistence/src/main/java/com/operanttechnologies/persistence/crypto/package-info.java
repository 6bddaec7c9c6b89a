/** Encryption and keyed hashes under keys that are kept outside the database. */
@NullMarked
package com.operanttechnologies.persistence.crypto;

import org.jspecify.annotations.NullMarked;
