/**
 * Versions of the privacy policy, and the notices by which a change comes into force for a Customer (PAN-10).
 *
 * <p>A repository belongs to the session it was made with. No argument or result is null.
 */
@NullMarked
package com.operanttechnologies.persistence.panel.policy;

import org.jspecify.annotations.NullMarked;
