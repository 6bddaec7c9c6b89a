package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.crypto.IssuedSecret;

/**
 * A session that was just opened.
 *
 * @param session the session
 * @param cookie value of the {@code ot-session} cookie; handed out here and nowhere else
 */
public record OpenedSession(Session session, IssuedSecret cookie) {}
