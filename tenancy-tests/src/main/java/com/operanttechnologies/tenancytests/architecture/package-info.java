/**
 * ArchUnit rules that keep code on the way that is isolated: from a scope to a session to a repository to jOOQ. Product
 * teams apply {@link com.operanttechnologies.tenancytests.architecture.TenancyRules} to their own packages; {@link
 * com.operanttechnologies.tenancytests.architecture.LayerRules} is what the layer holds itself to.
 */
@NullMarked
package com.operanttechnologies.tenancytests.architecture;

import org.jspecify.annotations.NullMarked;
