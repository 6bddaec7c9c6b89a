package com.operanttechnologies.tenancytests.rows;

import com.operanttechnologies.tenancytests.catalogue.Column;
import com.operanttechnologies.tenancytests.catalogue.ForeignKey;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.util.Map;
import java.util.Random;

/** A table that references itself: the row becomes its own parent, which the server checks at the statement's end. */
final class SelfReference {

    private SelfReference() {}

    static void close(TenantTable table, ForeignKey key, Map<String, Choice> known, Random random) {
        for (int i = 0; i < key.columns().size(); i++) {
            String target = key.targetColumns().get(i);
            Choice value = known.get(target);
            if (value == null) {
                Column column = table.columns().stream()
                        .filter(each -> each.name().equals(target))
                        .findFirst()
                        .orElseThrow();
                value = new Candidates(random).of(table, column).get(0);
                known.put(target, value);
            }
            known.put(key.columns().get(i), value);
        }
    }
}
