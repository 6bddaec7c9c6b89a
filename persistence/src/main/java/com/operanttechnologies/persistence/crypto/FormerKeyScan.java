package com.operanttechnologies.persistence.crypto;

import static org.jooq.impl.DSL.boolOr;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.val;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * Looks for values that are under a Customer's former keys in every column that could hold one, whatever is said of it.
 * A sealed value begins with five bytes that name its key. They are looked for anywhere in bytes and in text in
 * hexadecimal, as a header of somebody's own may be in front; in Base64 and its form for URLs at the beginning and
 * after anything but a letter or digit. A value that is compressed, encrypted again, or made Base64 together with what
 * is in front of it, isn't found; bytes that look like one by chance merely keep the key.
 *
 * <p>Reads all rows of the Customer once, a table at a time, each in a session of its own.
 */
final class FormerKeyScan {

    /** Digits of Base64 that five bytes determine alone. */
    private static final int BASE64_DIGITS = 6;

    private final List<byte[]> prefixes;
    private final String pattern;

    /** @param prefixes what the values of each former key begin with */
    FormerKeyScan(List<byte[]> prefixes) {
        this.prefixes = List.copyOf(prefixes);
        this.pattern = prefixes.stream()
                .flatMap(prefix -> Stream.of(hexadecimal(prefix), "(^|[^A-Za-z0-9])" + base64(prefix)))
                .collect(Collectors.joining("|"));
    }

    /** The columns that hold such a value, and those that the login can't look into. */
    List<String> findings(TenantDatabase database, TenantScope scope) {
        Map<String, List<StoredColumn>> tables = new LinkedHashMap<>();
        List<String> findings = new ArrayList<>();
        for (StoredColumn column : database.read(scope, StoredColumn::all)) {
            if (column.isHidden()) {
                findings.add(column + " (which this login may not read)");
            } else if (column.readable()) {
                tables.computeIfAbsent(column.qualifiedTable(), table -> new ArrayList<>())
                        .add(column);
            }
        }
        for (List<StoredColumn> columns : tables.values()) {
            findings.addAll(database.<List<String>>read(scope, session -> findings(session, columns)));
        }
        return findings;
    }

    private List<String> findings(TenantSession session, List<StoredColumn> columns) {
        StoredColumn first = columns.get(0);
        List<Field<Boolean>> holds = columns.stream()
                .<Field<Boolean>>map(column -> boolOr(isUnderFormerKey(column)))
                .toList();
        Record row = session.dsl()
                .select(holds)
                .from(DSL.table(name(first.schema(), first.table())).as("scanned"))
                .fetchSingle();
        List<String> findings = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            // Of no rows at all it is null.
            if (Boolean.TRUE.equals(row.get(i))) {
                findings.add(columns.get(i).toString());
            }
        }
        return findings;
    }

    private Condition isUnderFormerKey(StoredColumn column) {
        Field<Object> value = field(name("scanned", column.column()));
        return column.bytes()
                ? DSL.or(prefixes.stream()
                        .map(prefix -> condition("position({0} in {1}) > 0", val(prefix), value))
                        .toList())
                : condition("{0}::text ~ {1}", value, val(pattern));
    }

    private static String hexadecimal(byte[] prefix) {
        String digits = HexFormat.of().formatHex(prefix);
        return digits + "|" + HexFormat.of().withUpperCase().formatHex(prefix);
    }

    private static String base64(byte[] prefix) {
        return Base64.getEncoder()
                .encodeToString(prefix)
                .substring(0, BASE64_DIGITS)
                .replace("+", "[+-]")
                .replace("/", "[/_]");
    }
}
