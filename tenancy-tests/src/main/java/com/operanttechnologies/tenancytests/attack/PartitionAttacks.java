package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onPartitions;

import java.util.List;

/** O4: going past a partitioned table's protection by naming its partition. */
final class PartitionAttacks {

    private PartitionAttacks() {}

    static List<Attack> all() {
        return List.of(
                onPartitions("O4", "select from the partition", "select * from %s"),
                onPartitions("O4", "insert into the partition", "insert into %s default values"),
                onPartitions("O4", "update of the partition", "update %s set customer_id = customer_id"),
                onPartitions("O4", "delete from the partition", "delete from %s"),
                onPartitions("O4", "copy of the partition", "copy %s to stdout"),
                onPartitions("O4", "truncate of the partition", "truncate %s"));
    }
}
