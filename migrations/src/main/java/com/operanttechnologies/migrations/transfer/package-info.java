/** Export of one Customer into an archive, and import of such an archive into a fresh database (PRV-3). */
@NullMarked
package com.operanttechnologies.migrations.transfer;

import org.jspecify.annotations.NullMarked;
