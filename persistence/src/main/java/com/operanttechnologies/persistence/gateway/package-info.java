/** What happens before a Customer is known: secrets and email addresses turn into identifiers, never into rows. */
@NullMarked
package com.operanttechnologies.persistence.gateway;

import org.jspecify.annotations.NullMarked;
