package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.crypto.IssuedSecret;

/**
 * An invitation that was just made.
 *
 * @param invitation the invitation
 * @param token to be sent to the address in a link; handed out here and nowhere else
 */
public record IssuedInvitation(Invitation invitation, IssuedSecret token) {}
