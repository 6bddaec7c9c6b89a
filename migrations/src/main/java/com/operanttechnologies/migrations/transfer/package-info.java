/**
 * Export of one Customer into an archive, and import of such an archive into a fresh database (PRV-3). Needs
 * {@code com.fasterxml.jackson.core:jackson-core} on the class path, for manifests.
 */
@NullMarked
package com.operanttechnologies.migrations.transfer;

import org.jspecify.annotations.NullMarked;
