/**
 * Which email an account wants (PAN-9), and the links that unsubscribe with one click and signed out.
 *
 * <p>A repository belongs to the session it was made with. No argument or result is null.
 */
@NullMarked
package com.operanttechnologies.persistence.panel.email;

import org.jspecify.annotations.NullMarked;
