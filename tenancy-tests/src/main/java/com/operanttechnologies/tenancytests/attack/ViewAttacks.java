package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.Reachable;
import com.operanttechnologies.tenancytests.catalogue.TableName;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * O1, O2 and O5: whatever else the runtime role may read, a view, a materialized view, a foreign table or a copy of a
 * table, must hold nothing of B, and must let nothing of B be changed.
 */
final class ViewAttacks {

    private ViewAttacks() {}

    static List<Attack> all(Arena arena) throws SQLException {
        Set<TableName> tables =
                arena.tenantTables().stream().map(TenantTable::name).collect(Collectors.toSet());
        return Reachable.relations(arena.administrator(), arena.runtimeLogin()).stream()
                .filter(name -> !tables.contains(name))
                .flatMap(ViewAttacks::on)
                .toList();
    }

    private static Stream<Attack> on(TableName relation) {
        String name = relation.sql();
        return Stream.of(
                attack("select * from " + name, true),
                attack("select * from " + name, false),
                attack("delete from " + name, true));
    }

    private static Attack attack(String sql, boolean bound) {
        return Attack.once("O1", sql + (bound ? "" : ", without a scope"), arena -> {
            List<String> script = bound ? List.of("begin", arena.bind(arena.attacker()), sql, "commit") : List.of(sql);
            return Attempt.of(Expect.nothingOfB(), script).withoutRepeating(arena.victimsValues());
        });
    }
}
