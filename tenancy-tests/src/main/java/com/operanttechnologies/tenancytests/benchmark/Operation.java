package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.persistence.relay.Heartbeat;
import com.operanttechnologies.persistence.usage.UsageEvent;
import java.util.List;

/** What is measured. */
enum Operation {
    POINT_READ("point read by key", false) {
        @Override
        Call prepare(Variant variant, Dataset dataset, Aim aim, int rows) {
            return () -> variant.pointRead(aim);
        }
    },
    LIST_PAGE("list page of 50, by key", false) {
        @Override
        Call prepare(Variant variant, Dataset dataset, Aim aim, int rows) {
            return () -> variant.listPage(aim);
        }
    },
    JOIN("join of five tables", false) {
        @Override
        Call prepare(Variant variant, Dataset dataset, Aim aim, int rows) {
            return () -> variant.join(aim);
        }
    },
    TRANSACTION("transaction of three statements", false) {
        @Override
        Call prepare(Variant variant, Dataset dataset, Aim aim, int rows) {
            return () -> variant.transaction(aim);
        }
    },
    INSERT("insert of a row", false) {
        @Override
        Call prepare(Variant variant, Dataset dataset, Aim aim, int rows) {
            return () -> variant.insert(aim);
        }
    },
    UPDATE("update of a row", false) {
        @Override
        Call prepare(Variant variant, Dataset dataset, Aim aim, int rows) {
            return () -> variant.update(aim);
        }
    },
    HEARTBEATS("10,000 heartbeats", true) {
        @Override
        Call prepare(Variant variant, Dataset dataset, Aim aim, int rows) {
            List<Heartbeat> batch = Batches.heartbeats(dataset, aim, rows);
            return () -> {
                variant.heartbeats(aim, batch);
                return batch.size();
            };
        }
    },
    USAGE_EVENTS("10,000 usage events", true) {
        @Override
        Call prepare(Variant variant, Dataset dataset, Aim aim, int rows) {
            List<UsageEvent> batch = Batches.usageEvents(aim, rows);
            return () -> {
                variant.usageEvents(aim, batch);
                return batch.size();
            };
        }
    };

    /** Rows of a page. */
    static final int PAGE = 50;

    /** Rows of a batch. */
    static final int BATCH = 10_000;

    private final String label;
    private final boolean ingest;

    Operation(String label, boolean ingest) {
        this.label = label;
        this.ingest = ingest;
    }

    /**
     * Makes ready what is no part of the operation, and returns one call of it, which gives the rows that it read.
     *
     * @param rows of a batch, where it takes one
     */
    abstract Call prepare(Variant variant, Dataset dataset, Aim aim, int rows);

    /** The same with the usual batch. */
    final Call prepare(Variant variant, Dataset dataset, Aim aim) {
        return prepare(variant, dataset, aim, BATCH);
    }

    String label() {
        return label;
    }

    /** Whether it takes a batch, so that one call is enough for a figure. */
    boolean ingest() {
        return ingest;
    }
}
