package com.operanttechnologies.persistence.stage;

import com.operanttechnologies.persistence.internal.tables.stage.tables.records.ShareLinkRecord;
import java.time.OffsetDateTime;
import java.util.Optional;

/** How rows of stage.share_link are read. */
final class ShareLinkRow {

    private ShareLinkRow() {}

    static ShareLink link(ShareLinkRecord row) {
        return new ShareLink(
                row.getLinkId(),
                row.getDashboardId(),
                row.getViewerId(),
                row.getLabel(),
                ShareLinkState.of(row.getState()),
                row.getCreatedBy(),
                row.getCreatedAt().toInstant(),
                row.getExpiresAt().toInstant(),
                Optional.ofNullable(row.getRevokedAt()).map(OffsetDateTime::toInstant),
                row.getVersion());
    }
}
