package com.operanttechnologies.persistence.stage;

import com.operanttechnologies.persistence.crypto.IssuedSecret;

/**
 * A share link that was just made.
 *
 * @param link the link
 * @param token what the link's address holds; handed out here and nowhere else
 */
public record IssuedShareLink(ShareLink link, IssuedSecret token) {}
